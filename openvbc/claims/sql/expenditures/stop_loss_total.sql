-- Grain: one row a population, period and stop-loss layer that someone reaches.
-- Inputs: population, stop_loss_expenditure, population_key, period_key
-- Columns: population_id VARCHAR, period VARCHAR, layer INTEGER, people BIGINT, layer_cents BIGINT,
--   borne_ten_thousandths BIGINT
-- Rule: exact sums over the population's people; borne_ten_thousandths is cents times basis points.
SELECT
    population_key.population_id,
    period_key.period,
    stop_loss.layer,
    count(*) AS people,
    CAST(sum(stop_loss.layer_cents) AS BIGINT) AS layer_cents,
    CAST(sum(stop_loss.borne_ten_thousandths) AS BIGINT) AS borne_ten_thousandths
FROM population
INNER JOIN stop_loss_expenditure AS stop_loss
    ON stop_loss.period_number = population.period_number AND stop_loss.person = population.person
INNER JOIN population_key ON population_key.population_number = population.population_number
INNER JOIN period_key ON period_key.period_number = stop_loss.period_number
GROUP BY population_key.population_id, period_key.period, stop_loss.layer
