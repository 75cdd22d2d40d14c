-- Grain: one row a column and code that has not the shape of its code set, the first ones.
-- Inputs: audited_code, code_shape; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: only columns whose code set has a shape; whether such a code exists is not asked. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        place || ' ' || '''' || code || '''' || ' (' || CAST(row_count AS VARCHAR) || ' rows)' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY row_count DESC, place, code, audited_code.code_set) AS place_in_order
    FROM audited_code
    INNER JOIN code_shape ON code_shape.code_set = audited_code.code_set
    WHERE NOT regexp_matches(code, shape)
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
