-- Grain: one row a stay of the population in the period.
-- Inputs: population, discharged_stay, population_key, period_key, person_key; $population_id, $period, $stay_kind
-- Columns: person_id VARCHAR, stay_kind VARCHAR, first_date DATE, last_date DATE, days BIGINT, claims BIGINT,
--   standing VARCHAR, readmitted INTEGER
-- Rule: $stay_kind '' is every kind.
SELECT
    person_key.person_id,
    stay.stay_kind,
    stay.first_date,
    stay.last_date,
    stay.days,
    stay.claims,
    stay.standing,
    stay.readmitted
FROM population
INNER JOIN population_key ON population_key.population_number = population.population_number
INNER JOIN period_key ON period_key.period_number = population.period_number
INNER JOIN discharged_stay AS stay
    ON stay.period_number = population.period_number AND stay.person = population.person
INNER JOIN person_key ON person_key.person = stay.person
WHERE
    population_key.population_id = $population_id
    AND period_key.period = $period
    AND ($stay_kind = '' OR stay.stay_kind = $stay_kind)
ORDER BY person_key.person_id, stay.first_date, stay.stay_kind
