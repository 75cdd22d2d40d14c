-- Grain: one row a month of the calendar that is counted.
-- Inputs: calendar_month, eligibility, medical_claim, annual_expenditure
-- Columns: year_month INTEGER, people BIGINT, lines BIGINT, summaries BIGINT
-- Rule: people enrolled on the month's first day, lines of medical claims that begin in it, and amounts of yearly
--   summaries whose year it is in; 0 where there are none.
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
),
year_summarized AS (
    SELECT first_date, last_date, count(*) AS summaries
    FROM annual_expenditure
    GROUP BY first_date, last_date
),
summarized AS (
    SELECT calendar_month.year_month, CAST(sum(year_summarized.summaries) AS BIGINT) AS summaries
    FROM calendar_month
    JOIN year_summarized
        ON calendar_month.first_date BETWEEN year_summarized.first_date AND year_summarized.last_date
    GROUP BY calendar_month.year_month
)
SELECT
    calendar_month.year_month,
    coalesce(enrolled.people, 0) AS people,
    coalesce(served.lines, 0) AS lines,
    coalesce(summarized.summaries, 0) AS summaries
FROM calendar_month
LEFT JOIN enrolled ON enrolled.year_month = calendar_month.year_month
LEFT JOIN served ON served.year_month = calendar_month.year_month
LEFT JOIN summarized ON summarized.year_month = calendar_month.year_month
