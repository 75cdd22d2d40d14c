-- Grain: one row a member of a rate cell in a month.
-- Inputs: roster_in_force; $standing, $cohort, $rate_cell, $month
-- Columns: person_id VARCHAR, year_month INTEGER, rate_cell VARCHAR, payee VARCHAR, risk_score DECIMAL(18,4),
--   roster_date DATE, source_row BIGINT
-- Rule: the rows of the roster that holds for the month, by person. $cohort '' takes every cohort.
SELECT person_id, year_month, rate_cell, payee, risk_score, roster_date, source_row
FROM roster_in_force
WHERE standing = $standing AND rate_cell = $rate_cell AND year_month = $month AND ($cohort = '' OR cohort = $cohort)
ORDER BY person_id
