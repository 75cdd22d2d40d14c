-- Grain: one row a roster, person, month and cohort that has more than one row.
-- Inputs: roster_month
-- Columns: roster_date DATE, person_id VARCHAR, year_month INTEGER, cohort VARCHAR, rate_cells BIGINT, payees BIGINT,
--   first_row BIGINT, last_row BIGINT
-- Rule: a member has one rate cell and one payee in a month. How many different ones there are, and the first and last
--   of the rows.
SELECT
    roster_date,
    person_id,
    year_month,
    cohort,
    count(DISTINCT rate_cell) AS rate_cells,
    count(DISTINCT payee) AS payees,
    min(source_row) AS first_row,
    max(source_row) AS last_row
FROM roster_month
GROUP BY roster_date, person_id, year_month, cohort
HAVING count(*) > 1
