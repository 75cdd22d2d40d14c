-- Grain: one row a period and enrollment type.
-- Inputs: member_month
-- Columns: period VARCHAR, enrollment_type VARCHAR, months BIGINT, people BIGINT
-- Rule: months of enrollment and the people who have at least one of them; a person of two types counts in both.
WITH person_type AS (
    SELECT period, enrollment_type, person_id, count(*) AS months
    FROM member_month
    GROUP BY period, enrollment_type, person_id
)
SELECT period, enrollment_type, CAST(sum(months) AS BIGINT) AS months, CAST(count(*) AS BIGINT) AS people
FROM person_type
GROUP BY period, enrollment_type
