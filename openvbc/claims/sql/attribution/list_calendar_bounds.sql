-- Grain: one row in all.
-- Inputs: calendar_month
-- Columns: first_date DATE, last_date DATE
-- Rule: the days of which enrollment is known.
SELECT min(first_date) AS first_date, max(last_date) AS last_date
FROM calendar_month
