-- Grain: one row a population and period with people who have no month that counts.
-- Inputs: population, enrollment_months, period_run
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT, medicare_advantage_only BIGINT
-- Rule: such people have no enrollment type, so they and their claims are in no total. medicare_advantage_only: of
--   them, those who are enrolled in Medicare Advantage in all of their months.
WITH without_months AS (
    SELECT population.population_id, population.period, population.person_id
    FROM population
    LEFT JOIN enrollment_months AS enrolled
        ON enrolled.period = population.period AND enrolled.person_id = population.person_id
    WHERE enrolled.person_id IS NULL
),
months AS (
    SELECT run.period, run.person_id, min(coalesce(run.medicare_advantage, 0)) AS least_in_medicare_advantage
    FROM period_run AS run
    INNER JOIN (SELECT DISTINCT period, person_id FROM without_months) AS person
        ON person.period = run.period AND person.person_id = run.person_id
    GROUP BY run.period, run.person_id
)
SELECT
    without_months.population_id,
    without_months.period,
    count(*) AS people,
    CAST(sum(CASE WHEN months.least_in_medicare_advantage = 1 THEN 1 ELSE 0 END) AS BIGINT) AS medicare_advantage_only
FROM without_months
LEFT JOIN months ON months.period = without_months.period AND months.person_id = without_months.person_id
GROUP BY without_months.population_id, without_months.period
