-- Grain: one row a column and TIN of another shape, the first ones.
-- Inputs: audited_identifier; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: a TIN has nine digits; those of eight are another audit's. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        place || ' ' || '''' || identifier || '''' || ' (' || CAST(row_count AS VARCHAR) || ' rows)' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY row_count DESC, place, identifier) AS place_in_order
    FROM audited_identifier
    WHERE identifier_kind = 'tin' AND NOT regexp_matches(identifier, '^[0-9]{8,9}$')
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
