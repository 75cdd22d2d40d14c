-- Grain: one row a day of the population with an event of the measure.
-- Inputs: population, event_day; $population_id, $period, $measure
-- Columns: person_id VARCHAR, service_date DATE, lines BIGINT, expenditure_cents BIGINT, admitted INTEGER
-- Rule: all days, whether they led to an admission or not.
SELECT
    event_day.person_id,
    event_day.service_date,
    event_day.lines,
    event_day.expenditure_cents,
    event_day.admitted
FROM population
INNER JOIN event_day
    ON event_day.period = population.period AND event_day.person_id = population.person_id
WHERE
    population.population_id = $population_id
    AND population.period = $period
    AND event_day.measure = $measure
ORDER BY event_day.person_id, event_day.service_date
