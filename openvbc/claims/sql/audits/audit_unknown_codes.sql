-- Grain: one row a column and code that its code set does not know, the first ones.
-- Inputs: audited_code, known_code; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: only columns whose code set is a closed list. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        place || ' ' || '''' || code || '''' || ' (' || CAST(row_count AS VARCHAR) || ' rows)' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY row_count DESC, place, code) AS place_in_order
    FROM audited_code
    WHERE
        EXISTS (SELECT 1 FROM known_code AS any_of WHERE any_of.code_set = audited_code.code_set)
        AND NOT EXISTS (
            SELECT 1
            FROM known_code AS same
            WHERE same.code_set = audited_code.code_set AND same.code = audited_code.code
        )
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
