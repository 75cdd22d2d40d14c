-- Grain: one row a column and NPI of another shape or with a wrong check digit, the first ones.
-- Inputs: audited_identifier; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: an NPI has ten digits, the first of them 1 or 2, and with 80840 before it fits the Luhn check; made-up ones
--     that begin with 9999 are taken as they are. A digit's place in '0123456789' is one more than the digit, and its
--     place in '0516273849' one more than the cross sum of its double; 24 is what 80840 adds, so 24 less 10 is added.
--     cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        place || ' ' || '''' || identifier || '''' || ' (' || CAST(row_count AS VARCHAR) || ' rows)' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY row_count DESC, place, identifier) AS place_in_order
    FROM audited_identifier
    WHERE
        identifier_kind = 'npi'
        AND NOT regexp_matches(identifier, '^9999[0-9]{6}$')
        AND (
            NOT regexp_matches(identifier, '^[12][0-9]{9}$')
            OR (
                14
                + strpos('0516273849', substr(identifier, 1, 1))
                + strpos('0516273849', substr(identifier, 3, 1))
                + strpos('0516273849', substr(identifier, 5, 1))
                + strpos('0516273849', substr(identifier, 7, 1))
                + strpos('0516273849', substr(identifier, 9, 1))
                + strpos('0123456789', substr(identifier, 2, 1))
                + strpos('0123456789', substr(identifier, 4, 1))
                + strpos('0123456789', substr(identifier, 6, 1))
                + strpos('0123456789', substr(identifier, 8, 1))
                + strpos('0123456789', substr(identifier, 10, 1))
            ) % 10 <> 0
        )
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
