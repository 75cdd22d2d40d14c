-- Grain: one row a period, person and category of service whose year a summary tells and counts.
-- Inputs: annual_expenditure, count_period, enrollment_months, service_category, period_key, person_key,
--   enrollment_type_key; $summaries
-- Columns: period_number INTEGER, person BIGINT, member_key BIGINT, category_number INTEGER, lines BIGINT,
--   lines_with_paid BIGINT, lines_with_allowed BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: only if the contract counts summaries ($summaries = 1), and only those that lie in the period as a whole. A
--   summary says how many months of the year a person was covered, not which, so it belongs to the enrollment type with
--   most months that count (of equal ones the first by alphabet); people without such a month have none
--   (count_summaries tells them). Nothing without annual_expenditure.
WITH longest AS (
    SELECT member.period_number, member.person, member.member_key
    FROM enrollment_months AS member
    INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = member.type_number
    WHERE $summaries = 1
    QUALIFY row_number() OVER (
        PARTITION BY member.period_number, member.person
        ORDER BY member.months DESC, enrollment_type_key.enrollment_type
    ) = 1
)
SELECT
    period_key.period_number,
    person_key.person,
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
INNER JOIN period_key ON period_key.period = count_period.period
INNER JOIN person_key ON person_key.person_id = annual.person_id
INNER JOIN longest ON longest.period_number = period_key.period_number AND longest.person = person_key.person
LEFT JOIN service_category ON service_category.category = annual.category
WHERE $summaries = 1
GROUP BY
    period_key.period_number,
    person_key.person,
    longest.member_key,
    coalesce(service_category.category_number, 0)
