-- Grain: one row a period and enrollment type.
-- Inputs: enrollment_months, period_key, enrollment_type_key
-- Columns: period VARCHAR, enrollment_type VARCHAR, people BIGINT, member_months BIGINT, most_months INTEGER
-- Rule: who has months that count; truncation needs a threshold for each of these rows.
WITH summed AS (
    SELECT
        period_number,
        type_number,
        count(*) AS people,
        CAST(sum(months) AS BIGINT) AS member_months,
        max(months) AS most_months
    FROM enrollment_months
    GROUP BY period_number, type_number
)
SELECT
    period_key.period,
    enrollment_type_key.enrollment_type,
    summed.people,
    summed.member_months,
    summed.most_months
FROM summed
INNER JOIN period_key ON period_key.period_number = summed.period_number
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = summed.type_number
