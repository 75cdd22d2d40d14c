-- Grain: one row a period and person with a month of enrollment.
-- Inputs: period_run
-- Columns: period_number INTEGER, person BIGINT, combination_number INTEGER, medicare_advantage_only INTEGER
-- Rule: what the person's enrollment says in the last enrolled month of the period, and so where the person lives: the
--     greatest first month of a run, which one number carries with the combination of that run.
--     medicare_advantage_only: 1 for who is enrolled in Medicare Advantage in all of these months.
SELECT
    period_number,
    person,
    CAST(max(CAST(first_month AS BIGINT) * 1000000000 + combination_number) % 1000000000 AS INTEGER)
        AS combination_number,
    min(coalesce(medicare_advantage, 0)) AS medicare_advantage_only
FROM period_run
GROUP BY period_number, person
