-- Grain: one row a month of the calendar that is counted.
-- Inputs: calendar_month, eligibility, medical_claim
-- Columns: year_month INTEGER, people BIGINT, lines BIGINT
-- Rule: people enrolled on the month's first day, and lines of medical claims that begin in it; 0 where there are none.
WITH enrolled AS (
    SELECT calendar_month.year_month, count(DISTINCT eligibility.person_id) AS people
    FROM calendar_month
    JOIN eligibility
        ON calendar_month.first_date BETWEEN eligibility.enrollment_start_date AND eligibility.enrollment_end_date
    GROUP BY calendar_month.year_month
),
served AS (
    SELECT
        CAST(EXTRACT(year FROM claim_start_date) * 100 + EXTRACT(month FROM claim_start_date) AS INTEGER) AS year_month,
        count(*) AS lines
    FROM medical_claim
    GROUP BY CAST(EXTRACT(year FROM claim_start_date) * 100 + EXTRACT(month FROM claim_start_date) AS INTEGER)
)
SELECT
    calendar_month.year_month,
    coalesce(enrolled.people, 0) AS people,
    coalesce(served.lines, 0) AS lines
FROM calendar_month
LEFT JOIN enrolled ON enrolled.year_month = calendar_month.year_month
LEFT JOIN served ON served.year_month = calendar_month.year_month
