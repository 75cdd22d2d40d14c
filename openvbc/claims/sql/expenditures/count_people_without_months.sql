-- Grain: one row a population and period with people who have no month that counts.
-- Inputs: population, enrollment_months
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT
-- Rule: such people have no enrollment type, so they and their claims are in no total.
SELECT population.population_id, population.period, count(*) AS people
FROM population
LEFT JOIN (SELECT DISTINCT period, person_id FROM enrollment_months) AS enrolled
    ON enrolled.period = population.period AND enrolled.person_id = population.person_id
WHERE enrolled.person_id IS NULL
GROUP BY population.population_id, population.period
