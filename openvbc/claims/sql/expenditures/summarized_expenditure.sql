-- Grain: one row a period, person and category of service whose year a summary tells and counts.
-- Inputs: annual_expenditure, count_period, enrollment_months, service_category; $summaries
-- Columns: period VARCHAR, person_id VARCHAR, member_key BIGINT, category_number INTEGER, lines BIGINT,
--   lines_with_paid BIGINT, lines_with_allowed BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: only if the contract counts summaries ($summaries = 1), and only those that lie in the period as a whole. A
--   summary says how many months of the year a person was covered, not which, so it belongs to the enrollment type with
--   most months that count (of equal ones the first by alphabet); people without such a month have none (count_summaries tells them).
WITH longest AS (
    SELECT period, person_id, member_key
    FROM enrollment_months
    QUALIFY row_number() OVER (PARTITION BY period, person_id ORDER BY months DESC, enrollment_type) = 1
)
SELECT
    count_period.period,
    annual.person_id,
    longest.member_key,
    coalesce(service_category.category_number, 0) AS category_number,
    count(*) AS lines,
    count(annual.paid_amount) AS lines_with_paid,
    count(annual.allowed_amount) AS lines_with_allowed,
    CAST(sum(coalesce(annual.paid_amount, 0)) * 100 AS BIGINT) AS paid_cents,
    CAST(sum(coalesce(annual.allowed_amount, 0)) * 100 AS BIGINT) AS allowed_cents
FROM annual_expenditure AS annual
INNER JOIN count_period
    ON annual.first_date >= count_period.first_date AND annual.last_date <= count_period.last_date
INNER JOIN longest ON longest.period = count_period.period AND longest.person_id = annual.person_id
LEFT JOIN service_category ON service_category.category = annual.category
WHERE $summaries = 1
GROUP BY
    count_period.period,
    annual.person_id,
    longest.member_key,
    coalesce(service_category.category_number, 0)
