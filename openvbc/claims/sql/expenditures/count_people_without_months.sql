-- Grain: one row a population and period with people who have no month that counts.
-- Inputs: population, enrollment_months, residence, population_key, period_key
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT, medicare_advantage_only BIGINT
-- Rule: such people have no enrollment type, so they and their claims are in no total. medicare_advantage_only: of
--   them, those who are enrolled in Medicare Advantage in all of their months.
WITH summed AS (
    SELECT
        population.population_number,
        population.period_number,
        count(*) AS people,
        CAST(sum(coalesce(residence.medicare_advantage_only, 0)) AS BIGINT) AS medicare_advantage_only
    FROM population
    LEFT JOIN enrollment_months AS enrolled
        ON enrolled.period_number = population.period_number AND enrolled.person = population.person
    LEFT JOIN residence
        ON residence.period_number = population.period_number AND residence.person = population.person
    WHERE enrolled.person IS NULL
    GROUP BY population.population_number, population.period_number
)
SELECT
    population_key.population_id,
    period_key.period,
    summed.people,
    summed.medicare_advantage_only
FROM summed
INNER JOIN population_key ON population_key.population_number = summed.population_number
INNER JOIN period_key ON period_key.period_number = summed.period_number
