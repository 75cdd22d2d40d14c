-- Grain: one row a person of the population and stop-loss layer that the person reaches.
-- Inputs: stop_loss_expenditure, population; $population_id, $period
-- Columns: person_id VARCHAR, layer INTEGER, months INTEGER, expenditure_cents BIGINT, layer_cents BIGINT,
--   borne_ten_thousandths BIGINT
-- Rule: the largest expenditures first.
SELECT
    stop_loss.person_id,
    stop_loss.layer,
    stop_loss.months,
    stop_loss.expenditure_cents,
    stop_loss.layer_cents,
    stop_loss.borne_ten_thousandths
FROM population
INNER JOIN stop_loss_expenditure AS stop_loss
    ON stop_loss.period = population.period AND stop_loss.person_id = population.person_id
WHERE population.population_id = $population_id AND population.period = $period
ORDER BY stop_loss.expenditure_cents DESC, stop_loss.person_id, stop_loss.layer
