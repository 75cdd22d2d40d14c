-- Grain: one row a period and month of it.
-- Inputs: service_month, medical_claim
-- Columns: period VARCHAR, year_month INTEGER, lines BIGINT, last_paid_date DATE
-- Rule: lines of medical claims that begin in the month, and the last day on which any of them was paid.
WITH by_day AS (
    SELECT claim_start_date, count(*) AS lines, max(paid_date) AS last_paid_date
    FROM medical_claim
    GROUP BY claim_start_date
)
SELECT
    service_month.period,
    service_month.year_month,
    CAST(coalesce(sum(by_day.lines), 0) AS BIGINT) AS lines,
    max(by_day.last_paid_date) AS last_paid_date
FROM service_month
LEFT JOIN by_day ON by_day.claim_start_date BETWEEN service_month.first_date AND service_month.last_date
GROUP BY service_month.period, service_month.year_month
