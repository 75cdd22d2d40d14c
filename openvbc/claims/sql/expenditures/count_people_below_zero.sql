-- Grain: one row a period and enrollment type with people whose expenditures are below zero.
-- Inputs: member_total, period_key, enrollment_type_key
-- Columns: period VARCHAR, enrollment_type VARCHAR, people BIGINT, expenditure_cents BIGINT
-- Rule: such sums come from adjustments whose originals lie elsewhere; they are counted as they are.
SELECT
    period_key.period,
    enrollment_type_key.enrollment_type,
    count(*) AS people,
    CAST(sum(total.expenditure_cents) AS BIGINT) AS expenditure_cents
FROM member_total AS total
INNER JOIN period_key ON period_key.period_number = total.period_number
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = total.type_number
WHERE total.expenditure_cents < 0
GROUP BY period_key.period, enrollment_type_key.enrollment_type
