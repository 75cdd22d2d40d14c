-- Grain: one row a period and person with a month of enrollment.
-- Inputs: period_run
-- Columns: period_number INTEGER, person BIGINT, combination_number INTEGER
-- Rule: what the person's enrollment says in the last enrolled month of the period, and so where the person lives: the
--     greatest first month of a run, which one number carries with the combination of that run.
SELECT
    period_number,
    person,
    CAST(max(CAST(first_month AS BIGINT) * 1000000000 + combination_number) % 1000000000 AS INTEGER)
        AS combination_number
FROM period_run
GROUP BY period_number, person
