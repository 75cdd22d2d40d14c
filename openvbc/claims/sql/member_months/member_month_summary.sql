-- Grain: one row a period and enrollment type.
-- Inputs: period_run
-- Columns: period VARCHAR, enrollment_type VARCHAR, months BIGINT, people BIGINT
-- Rule: months of enrollment and the people who have at least one of them; a person of two types counts in both.
SELECT
    period,
    enrollment_type,
    CAST(sum(months) AS BIGINT) AS months,
    CAST(count(DISTINCT person_id) AS BIGINT) AS people
FROM period_run
GROUP BY period, enrollment_type
