-- Grain: one row a population, period, enrollment type and rule set.
-- Inputs: population, population_key, period_key, person_key, period_run, enrollment_type_key,
--   risk_period, risk_scoring, risk_score; $only_parts_a_and_b
-- Columns: population_id VARCHAR, period VARCHAR, enrollment_type VARCHAR, rule_set VARCHAR, person_months BIGINT,
--   unscored_months BIGINT, raw_weighted BIGINT, demographic_weighted BIGINT, unscored_example VARCHAR
-- Rule: each person's score weighs with the person's months in the enrollment type, so that weighted sum divided by
--   person-months is the mean. With $only_parts_a_and_b = 1 only months with both parts and no Medicare Advantage
--   count. Months of people without a score of the model are told, not left out.
WITH counted AS (
    SELECT
        population.population_number,
        population.period_number,
        population.person,
        run.type_number,
        CAST(sum(run.months) AS BIGINT) AS months
    FROM population
    JOIN period_run AS run
        ON run.period_number = population.period_number
        AND run.person = population.person
    WHERE $only_parts_a_and_b = 0
        OR (run.part_a = 1 AND run.part_b = 1 AND run.medicare_advantage = 0)
    GROUP BY population.population_number, population.period_number, population.person, run.type_number
),
months AS (
    SELECT
        population_key.population_id,
        period_key.period,
        person_key.person_id,
        enrollment_type_key.enrollment_type,
        counted.months
    FROM counted
    JOIN population_key ON population_key.population_number = counted.population_number
    JOIN period_key ON period_key.period_number = counted.period_number
    JOIN person_key ON person_key.person = counted.person
    JOIN enrollment_type_key ON enrollment_type_key.type_number = counted.type_number
)

SELECT
    months.population_id,
    months.period,
    months.enrollment_type,
    risk_scoring.rule_set,
    CAST(sum(months.months) AS BIGINT) AS person_months,
    CAST(sum(CASE WHEN coalesce(score.covered, 0) = 1 THEN 0 ELSE months.months END) AS BIGINT) AS unscored_months,
    CAST(sum(CASE WHEN coalesce(score.covered, 0) = 1 THEN score.raw_millionths * months.months ELSE 0 END) AS BIGINT)
        AS raw_weighted,
    CAST(sum(
        CASE WHEN coalesce(score.covered, 0) = 1 THEN score.demographic_millionths * months.months ELSE 0 END
    ) AS BIGINT) AS demographic_weighted,
    coalesce(min(CASE WHEN coalesce(score.covered, 0) = 1 THEN NULL ELSE months.person_id END), '') AS unscored_example
FROM months
JOIN risk_period ON risk_period.weighed_period = months.period
JOIN risk_scoring ON risk_scoring.period = risk_period.period
LEFT JOIN risk_score AS score
    ON score.period = risk_period.period
    AND score.person_id = months.person_id
    AND score.rule_set = risk_scoring.rule_set
GROUP BY months.population_id, months.period, months.enrollment_type, risk_scoring.rule_set
