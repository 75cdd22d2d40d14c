-- Grain: one row a person of the population and stop-loss layer that the person reaches.
-- Inputs: stop_loss_expenditure, population, population_key, period_key, person_key; $population_id, $period
-- Columns: person_id VARCHAR, layer INTEGER, months INTEGER, expenditure_cents BIGINT, layer_cents BIGINT,
--   borne_ten_thousandths BIGINT
-- Rule: the largest expenditures first.
SELECT
    person_key.person_id,
    stop_loss.layer,
    stop_loss.months,
    stop_loss.expenditure_cents,
    stop_loss.layer_cents,
    stop_loss.borne_ten_thousandths
FROM population
INNER JOIN stop_loss_expenditure AS stop_loss
    ON stop_loss.period_number = population.period_number AND stop_loss.person = population.person
INNER JOIN population_key ON population_key.population_number = population.population_number
INNER JOIN period_key ON period_key.period_number = stop_loss.period_number
INNER JOIN person_key ON person_key.person = stop_loss.person
WHERE population_key.population_id = $population_id AND period_key.period = $period
ORDER BY stop_loss.expenditure_cents DESC, person_key.person_id, stop_loss.layer
