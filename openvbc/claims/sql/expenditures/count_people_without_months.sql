-- Grain: one row a population and period with people who have no month that counts.
-- Inputs: population, enrollment_months, period_run
-- Columns: population_id VARCHAR, period VARCHAR, people BIGINT, medicare_advantage_only BIGINT
-- Rule: such people have no enrollment type, so they and their claims are in no total. medicare_advantage_only: of
--   them, those who are enrolled in Medicare Advantage in all of their months.
SELECT
    population.population_id,
    population.period,
    count(*) AS people,
    CAST(sum(CASE WHEN months.least_in_medicare_advantage = 1 THEN 1 ELSE 0 END) AS BIGINT) AS medicare_advantage_only
FROM population
LEFT JOIN (SELECT DISTINCT period, person_id FROM enrollment_months) AS enrolled
    ON enrolled.period = population.period AND enrolled.person_id = population.person_id
LEFT JOIN (
    SELECT period, person_id, min(coalesce(medicare_advantage, 0)) AS least_in_medicare_advantage
    FROM period_run
    GROUP BY period, person_id
) AS months
    ON months.period = population.period AND months.person_id = population.person_id
WHERE enrolled.person_id IS NULL
GROUP BY population.population_id, population.period
