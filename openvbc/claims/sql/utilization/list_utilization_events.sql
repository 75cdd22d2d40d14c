-- Grain: one row a day of the population with an event of the measure.
-- Inputs: population, event_day, population_key, period_key, person_key; $population_id, $period, $measure
-- Columns: person_id VARCHAR, service_date DATE, lines BIGINT, expenditure_cents BIGINT, admitted INTEGER
-- Rule: all days, whether they led to an admission or not.
SELECT
    person_key.person_id,
    event_day.service_date,
    event_day.lines,
    event_day.expenditure_cents,
    event_day.admitted
FROM population
INNER JOIN population_key ON population_key.population_number = population.population_number
INNER JOIN period_key ON period_key.period_number = population.period_number
INNER JOIN event_day
    ON event_day.period_number = population.period_number AND event_day.person = population.person
INNER JOIN person_key ON person_key.person = event_day.person
WHERE
    population_key.population_id = $population_id
    AND period_key.period = $period
    AND event_day.measure = $measure
ORDER BY person_key.person_id, event_day.service_date
