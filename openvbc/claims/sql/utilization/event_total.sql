-- Grain: one row a population, period, measure and whether the day led to an admission.
-- Inputs: population, event_day
-- Columns: population_id VARCHAR, period VARCHAR, measure VARCHAR, admitted INTEGER, events BIGINT, people BIGINT,
--   expenditure_cents BIGINT
-- Rule: days with an event of the population's people, and how many people had one.
SELECT
    population.population_id,
    population.period,
    event_day.measure,
    event_day.admitted,
    count(*) AS events,
    count(DISTINCT event_day.person_id) AS people,
    CAST(sum(event_day.expenditure_cents) AS BIGINT) AS expenditure_cents
FROM population
INNER JOIN event_day
    ON event_day.period = population.period AND event_day.person_id = population.person_id
GROUP BY population.population_id, population.period, event_day.measure, event_day.admitted
