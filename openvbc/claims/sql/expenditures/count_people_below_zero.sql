-- Grain: one row a period and enrollment type with people whose expenditures are below zero.
-- Inputs: member_total
-- Columns: period VARCHAR, enrollment_type VARCHAR, people BIGINT, expenditure_cents BIGINT
-- Rule: such sums come from adjustments whose originals lie elsewhere; they are counted as they are.
SELECT
    period,
    enrollment_type,
    count(*) AS people,
    CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
FROM member_total
WHERE expenditure_cents < 0
GROUP BY period, enrollment_type
