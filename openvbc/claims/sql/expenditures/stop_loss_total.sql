-- Grain: one row a population, period and stop-loss layer that someone reaches.
-- Inputs: population, stop_loss_expenditure
-- Columns: population_id VARCHAR, period VARCHAR, layer INTEGER, people BIGINT, layer_cents BIGINT,
--   borne_ten_thousandths BIGINT
-- Rule: exact sums over the population's people; borne_ten_thousandths is cents times basis points.
SELECT
    population.population_id,
    stop_loss.period,
    stop_loss.layer,
    count(*) AS people,
    CAST(sum(stop_loss.layer_cents) AS BIGINT) AS layer_cents,
    CAST(sum(stop_loss.borne_ten_thousandths) AS BIGINT) AS borne_ten_thousandths
FROM population
INNER JOIN stop_loss_expenditure AS stop_loss
    ON stop_loss.period = population.period AND stop_loss.person_id = population.person_id
GROUP BY population.population_id, stop_loss.period, stop_loss.layer
