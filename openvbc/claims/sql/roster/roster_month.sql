-- Grain: one row a person of a population and month of enrollment in the period.
-- Inputs: population, population_key, period_key, person_key, period_run, enrollment_type_key, calendar_month,
--   roster_person, rate_cell_rule; $population_id, $period, $roster_day, $cohort
-- Columns: roster_date DATE, roster_month_index INTEGER, person_id VARCHAR, year_month INTEGER, month_index INTEGER,
--   cohort VARCHAR, rate_cell VARCHAR, payee VARCHAR, risk_score DECIMAL(18,4), source_row BIGINT
-- Rule: a member's rate cell is the first in the contract's order whose ages (in whole years on the first day of the
--   month), sex and enrollment type are the member's; '' where none is. Everybody's payee is the organization, told as
--   ''. Nobody has a risk score here. A roster that a user gives has the same columns.
WITH aged AS (
    SELECT
        person_key.person_id,
        calendar_month.year_month,
        calendar_month.month_index,
        enrollment_type_key.enrollment_type,
        roster_person.sex,
        CAST(coalesce(
            EXTRACT(year FROM calendar_month.first_date) - EXTRACT(year FROM roster_person.birth_date)
            - CASE
                WHEN EXTRACT(month FROM roster_person.birth_date) * 100 + EXTRACT(day FROM roster_person.birth_date)
                    > EXTRACT(month FROM calendar_month.first_date) * 100 + 1 THEN 1
                ELSE 0
            END,
            -1
        ) AS INTEGER) AS age
    FROM population
    JOIN population_key ON population_key.population_number = population.population_number
    JOIN period_key ON period_key.period_number = population.period_number
    JOIN period_run AS run
        ON run.period_number = population.period_number AND run.person = population.person
    JOIN person_key ON person_key.person = run.person
    JOIN enrollment_type_key ON enrollment_type_key.type_number = run.type_number
    JOIN calendar_month ON calendar_month.year_month BETWEEN run.first_month AND run.last_month
    LEFT JOIN roster_person ON roster_person.person_id = person_key.person_id
    WHERE population_key.population_id = $population_id AND period_key.period = $period
)
SELECT
    CAST($roster_day AS DATE) AS roster_date,
    CAST(
        EXTRACT(year FROM CAST($roster_day AS DATE)) * 12 + EXTRACT(month FROM CAST($roster_day AS DATE)) - 1 AS INTEGER
    ) AS roster_month_index,
    aged.person_id,
    aged.year_month,
    aged.month_index,
    CAST($cohort AS VARCHAR) AS cohort,
    coalesce(rate_cell_rule.rate_cell, '') AS rate_cell,
    '' AS payee,
    CAST(NULL AS DECIMAL(18,4)) AS risk_score,
    CAST(0 AS BIGINT) AS source_row
FROM aged
LEFT JOIN rate_cell_rule
    ON aged.age BETWEEN rate_cell_rule.least_age AND rate_cell_rule.most_age
    AND (rate_cell_rule.sex = '' OR rate_cell_rule.sex = aged.sex)
    AND (rate_cell_rule.enrollment_type = '' OR rate_cell_rule.enrollment_type = aged.enrollment_type)
QUALIFY row_number() OVER (
    PARTITION BY aged.person_id, aged.year_month
    ORDER BY rate_cell_rule.rule_order, rate_cell_rule.rate_cell
) = 1
