-- Grain: one row a period and person with a month of enrollment.
-- Inputs: period_run
-- Columns: period VARCHAR, person_id VARCHAR, county_code VARCHAR, state VARCHAR, period_number INTEGER,
--     person BIGINT
-- Rule: where the person lives in the last enrolled month of the period.
SELECT run.period, run.person_id, run.county_code, run.state, run.period_number, run.person
FROM period_run AS run
LEFT JOIN period_run AS later
    ON later.period_number = run.period_number AND later.person = run.person AND later.first_month > run.last_month
WHERE later.person IS NULL
