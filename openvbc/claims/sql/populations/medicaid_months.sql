-- Grain: one row a population and period.
-- Inputs: population, population_key, period_key, person_key, period_run, eligibility, calendar_month, medicaid_code
-- Columns: population_id VARCHAR, period VARCHAR, member_months BIGINT, medicaid_months BIGINT,
--     low_income_months BIGINT
-- Rule: months of the population's people with Part A and Part B and outside Medicare Advantage, as expenditures count
--     them; of them those in which a span that holds on the first day of the month says that the person has Medicaid,
--     and those with Medicaid or the low-income subsidy.
WITH medicaid_person_month AS (
    SELECT
        person_key.person,
        calendar_month.year_month,
        max(CASE
            WHEN medicaid_code.dual_status_code IS NOT NULL OR eligibility.medicaid_indicator = '1' THEN 1
            ELSE 0
        END) AS has_medicaid,
        max(CASE
            WHEN medicaid_code.dual_status_code IS NOT NULL OR eligibility.medicaid_indicator = '1' THEN 1
            WHEN eligibility.low_income_subsidy_indicator = '1' THEN 1
            ELSE 0
        END) AS has_either
    FROM eligibility
    JOIN person_key ON person_key.person_id = eligibility.person_id
    JOIN calendar_month
        ON calendar_month.first_date BETWEEN eligibility.enrollment_start_date AND eligibility.enrollment_end_date
    LEFT JOIN medicaid_code ON medicaid_code.dual_status_code = eligibility.dual_status_code
    GROUP BY person_key.person, calendar_month.year_month
)
SELECT
    population_key.population_id,
    period_key.period,
    count(*) AS member_months,
    CAST(sum(CASE WHEN medicaid.has_medicaid = 1 THEN 1 ELSE 0 END) AS BIGINT) AS medicaid_months,
    CAST(sum(CASE WHEN medicaid.has_either = 1 THEN 1 ELSE 0 END) AS BIGINT) AS low_income_months
FROM population
JOIN population_key ON population_key.population_number = population.population_number
JOIN period_key ON period_key.period_number = population.period_number
JOIN period_run AS run ON run.period_number = population.period_number AND run.person = population.person
JOIN calendar_month ON calendar_month.year_month BETWEEN run.first_month AND run.last_month
LEFT JOIN medicaid_person_month AS medicaid
    ON medicaid.person = run.person AND medicaid.year_month = calendar_month.year_month
WHERE run.part_a = 1 AND run.part_b = 1 AND run.medicare_advantage = 0
GROUP BY population_key.population_id, period_key.period
