-- Grain: one row a population and period.
-- Inputs: population, population_key, period_key
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT
-- Rule: how many people the population has, whatever their months and enrollment types. A population has each once.
WITH counted AS (
    SELECT population_number, period_number, count(*) AS people
    FROM population
    GROUP BY population_number, period_number
)
SELECT population_key.population_id, period_key.period, counted.people
FROM counted
JOIN population_key ON population_key.population_number = counted.population_number
JOIN period_key ON period_key.period_number = counted.period_number
