-- Grain: one row a stay of the population in the period.
-- Inputs: population, discharged_stay; $population_id, $period, $stay_kind
-- Columns: person_id VARCHAR, stay_kind VARCHAR, first_date DATE, last_date DATE, days BIGINT, claims BIGINT,
--   standing VARCHAR, readmitted INTEGER
-- Rule: $stay_kind '' is every kind.
SELECT
    stay.person_id,
    stay.stay_kind,
    stay.first_date,
    stay.last_date,
    stay.days,
    stay.claims,
    stay.standing,
    stay.readmitted
FROM population
INNER JOIN discharged_stay AS stay
    ON stay.period = population.period AND stay.person_id = population.person_id
WHERE
    population.population_id = $population_id
    AND population.period = $period
    AND ($stay_kind = '' OR stay.stay_kind = $stay_kind)
ORDER BY stay.person_id, stay.first_date, stay.stay_kind
