-- Grain: one row a period, person and month of any enrollment.
-- Inputs: enrolled_run, calendar_month, count_period
-- Columns: period VARCHAR, person_id VARCHAR, year_month INTEGER, enrollment_type VARCHAR, part_a INTEGER,
--     part_b INTEGER, medicare_advantage INTEGER, part_d INTEGER, state VARCHAR, county_code VARCHAR, payer VARCHAR,
--     plan VARCHAR
-- Rule: each month of a run that lies in the period. part_a, part_b, medicare_advantage and part_d are NULL where the
--     source does not say.
WITH period_month AS (
    SELECT count_period.period, calendar_month.year_month, calendar_month.month_index
    FROM count_period
    JOIN calendar_month ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
)
SELECT
    period_month.period,
    run.person_id,
    period_month.year_month,
    run.enrollment_type,
    run.part_a,
    run.part_b,
    run.medicare_advantage,
    run.part_d,
    run.state,
    run.county_code,
    run.payer,
    run.plan
FROM enrolled_run AS run
JOIN period_month ON period_month.month_index BETWEEN run.first_month AND run.last_month
