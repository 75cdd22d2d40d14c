-- Grain: one row a period and enrollment type.
-- Inputs: period_run, period_key, enrollment_type_key
-- Columns: period VARCHAR, enrollment_type VARCHAR, months BIGINT, people BIGINT
-- Rule: months of enrollment and the people who have at least one of them; a person of two types counts in both.
WITH counted AS (
    SELECT
        period_number,
        type_number,
        CAST(sum(months) AS BIGINT) AS months,
        CAST(count(DISTINCT person) AS BIGINT) AS people
    FROM period_run
    GROUP BY period_number, type_number
)
SELECT period_key.period, enrollment_type_key.enrollment_type, counted.months, counted.people
FROM counted
JOIN period_key ON period_key.period_number = counted.period_number
JOIN enrollment_type_key ON enrollment_type_key.type_number = counted.type_number
