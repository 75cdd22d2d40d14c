-- Grain: one row a population, period, measure and whether the day led to an admission.
-- Inputs: population, event_day, population_key, period_key
-- Columns: population_id VARCHAR, period VARCHAR, measure VARCHAR, admitted INTEGER, events BIGINT, people BIGINT,
--   expenditure_cents BIGINT
-- Rule: days with an event of the population's people, and how many people had one.
WITH counted AS (
    SELECT
        population.population_number,
        population.period_number,
        event_day.measure,
        event_day.admitted,
        count(*) AS events,
        count(DISTINCT event_day.person) AS people,
        CAST(sum(event_day.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM population
    INNER JOIN event_day
        ON event_day.period_number = population.period_number AND event_day.person = population.person
    GROUP BY population.population_number, population.period_number, event_day.measure, event_day.admitted
)
SELECT
    population_key.population_id,
    period_key.period,
    counted.measure,
    counted.admitted,
    counted.events,
    counted.people,
    counted.expenditure_cents
FROM counted
INNER JOIN population_key ON population_key.population_number = counted.population_number
INNER JOIN period_key ON period_key.period_number = counted.period_number
