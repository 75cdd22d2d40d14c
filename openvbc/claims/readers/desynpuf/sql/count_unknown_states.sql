-- Grain: one row. Inputs: medicare_month.
-- Columns: cases BIGINT (people and years whose state code is none of SSA's, nor 54 for all other places).
SELECT count(*) AS cases
FROM (
    SELECT DISTINCT person_id, year_month // 100
    FROM medicare_month
    WHERE state = '' AND NOT starts_with(county_code, '54')
) AS person_year
