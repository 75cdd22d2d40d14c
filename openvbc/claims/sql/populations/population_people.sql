-- Grain: one row a population and period.
-- Inputs: population
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT
-- Rule: how many people the population has, each once, whatever their months and enrollment types.
SELECT population_id, period, count(DISTINCT person_id) AS people
FROM population
GROUP BY population_id, period
