-- Grain: one row a roster, person, month and cohort that has more than one row.
-- Inputs: roster_month
-- Columns: roster_date DATE, person_id VARCHAR, year_month INTEGER, cohort VARCHAR, first_rate_cell VARCHAR,
--   last_rate_cell VARCHAR, first_payee VARCHAR, last_payee VARCHAR, first_row BIGINT, last_row BIGINT
-- Rule: a member has one rate cell and one payee in a month. The first and last of them by alphabet, which are the same
--   where there is one, and the first and last of the rows.
WITH doubled AS (
    SELECT roster_date, person_id, year_month, cohort
    FROM roster_month
    GROUP BY roster_date, person_id, year_month, cohort
    HAVING count(*) > 1
)

SELECT
    doubled.roster_date,
    doubled.person_id,
    doubled.year_month,
    doubled.cohort,
    min(roster_month.rate_cell) AS first_rate_cell,
    max(roster_month.rate_cell) AS last_rate_cell,
    min(roster_month.payee) AS first_payee,
    max(roster_month.payee) AS last_payee,
    min(roster_month.source_row) AS first_row,
    max(roster_month.source_row) AS last_row
FROM doubled
JOIN roster_month
    ON roster_month.roster_date = doubled.roster_date
    AND roster_month.person_id = doubled.person_id
    AND roster_month.year_month = doubled.year_month
    AND roster_month.cohort = doubled.cohort
GROUP BY doubled.roster_date, doubled.person_id, doubled.year_month, doubled.cohort
