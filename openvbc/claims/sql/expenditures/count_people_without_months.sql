-- Grain: one row a population and period with people who have no month that counts.
-- Inputs: population, enrollment_months, period_run, population_key, period_key
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT, medicare_advantage_only BIGINT
-- Rule: such people have no enrollment type, so they and their claims are in no total. medicare_advantage_only: of
--   them, those who are enrolled in Medicare Advantage in all of their months.
WITH without_months AS (
    SELECT population.population_number, population.period_number, population.person
    FROM population
    LEFT JOIN enrollment_months AS enrolled
        ON enrolled.period_number = population.period_number AND enrolled.person = population.person
    WHERE enrolled.person IS NULL
),
months AS (
    SELECT run.period_number, run.person, min(coalesce(run.medicare_advantage, 0)) AS least_in_medicare_advantage
    FROM period_run AS run
    INNER JOIN (SELECT DISTINCT period_number, person FROM without_months) AS person
        ON person.period_number = run.period_number AND person.person = run.person
    GROUP BY run.period_number, run.person
),
summed AS (
    SELECT
        without_months.population_number,
        without_months.period_number,
        count(*) AS people,
        CAST(sum(CASE WHEN months.least_in_medicare_advantage = 1 THEN 1 ELSE 0 END) AS BIGINT)
            AS medicare_advantage_only
    FROM without_months
    LEFT JOIN months
        ON months.period_number = without_months.period_number AND months.person = without_months.person
    GROUP BY without_months.population_number, without_months.period_number
)
SELECT
    population_key.population_id,
    period_key.period,
    summed.people,
    summed.medicare_advantage_only
FROM summed
INNER JOIN population_key ON population_key.population_number = summed.population_number
INNER JOIN period_key ON period_key.period_number = summed.period_number
