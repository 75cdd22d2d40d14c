-- Grain: one row a period and enrollment type.
-- Inputs: enrollment_months
-- Columns: period VARCHAR, enrollment_type VARCHAR, people BIGINT, member_months BIGINT, most_months INTEGER
-- Rule: who has months that count; truncation needs a threshold for each of these rows.
SELECT
    period,
    enrollment_type,
    count(*) AS people,
    CAST(sum(months) AS BIGINT) AS member_months,
    max(months) AS most_months
FROM enrollment_months
GROUP BY period, enrollment_type
