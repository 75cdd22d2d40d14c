-- Grain: one row.
-- Inputs: eligibility
-- Columns: first_date DATE, last_date DATE
-- Rule: the first and the last day of any span of enrolment; NULL if there is none.
SELECT min(enrollment_start_date) AS first_date, max(enrollment_end_date) AS last_date
FROM eligibility
