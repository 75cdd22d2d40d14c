-- Grain: one row a column and TIN of eight digits, the first ones.
-- Inputs: audited_identifier; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: a TIN has nine digits; one of eight has lost the zero in front. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        place || ' ' || '''' || identifier || '''' || ' (' || CAST(row_count AS VARCHAR) || ' rows)' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY row_count DESC, place, identifier) AS place_in_order
    FROM audited_identifier
    WHERE identifier_kind = 'tin' AND regexp_matches(identifier, '^[0-9]{8}$')
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
