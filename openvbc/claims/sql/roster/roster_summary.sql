-- Grain: one row a roster, month, cohort and rate cell that it has rows of.
-- Inputs: roster_month
-- Columns: roster_date DATE, year_month INTEGER, month_index INTEGER, cohort VARCHAR, rate_cell VARCHAR,
--   member_months BIGINT, first_row BIGINT, last_row BIGINT
-- Rule: how many rows, and the first and last of them in the file.
SELECT
    roster_date,
    year_month,
    month_index,
    cohort,
    rate_cell,
    count(*) AS member_months,
    min(source_row) AS first_row,
    max(source_row) AS last_row
FROM roster_month
GROUP BY roster_date, year_month, month_index, cohort, rate_cell
