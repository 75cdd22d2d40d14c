-- Grain: one row a code of the request that nothing in the year's data has, the first five.
-- Inputs: request_code, person_year, inpatient_claim; $count_id, $year. Columns: example VARCHAR, cases BIGINT.
WITH present AS (
    SELECT DISTINCT 'state' AS kind, state AS code FROM person_year WHERE year = $year
    UNION ALL
    SELECT DISTINCT 'county' AS kind, state || county AS code FROM person_year WHERE year = $year
    UNION ALL
    SELECT DISTINCT 'carved_out_drg' AS kind, drg AS code FROM inpatient_claim WHERE from_year = $year
)
SELECT
    CASE request_code.kind WHEN 'carved_out_drg' THEN 'DRG' ELSE request_code.kind END || ' ' || request_code.code
        AS example,
    count(*) OVER () AS cases
FROM request_code
LEFT JOIN present ON present.kind = request_code.kind AND present.code = request_code.code
WHERE
    request_code.count_id = $count_id
    AND request_code.kind IN ('state', 'county', 'carved_out_drg')
    AND present.code IS NULL
ORDER BY request_code.kind, request_code.code
LIMIT 5
