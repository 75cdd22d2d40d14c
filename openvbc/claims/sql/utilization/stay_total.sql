-- Grain: one row a population, period and kind of stay that occurs.
-- Inputs: population, discharged_stay, population_key, period_key
-- Columns: population_id VARCHAR, period VARCHAR, stay_kind VARCHAR, inpatient INTEGER, stays BIGINT, days BIGINT,
--   index_stays BIGINT, readmitted BIGINT, died BIGINT, transferred BIGINT, still_patient BIGINT, not_followed BIGINT,
--   joined_without_transfer BIGINT
-- Rule: stays of the population's people, their days, how acute stays stand toward readmissions, and how many
--   are joined of claims of which none says transfer.
WITH counted AS (
    SELECT
        population.population_number,
        population.period_number,
        stay.stay_kind,
        stay.inpatient,
        count(*) AS stays,
        CAST(sum(stay.days) AS BIGINT) AS days,
        CAST(sum(CASE WHEN stay.standing = 'index' THEN 1 ELSE 0 END) AS BIGINT) AS index_stays,
        CAST(sum(stay.readmitted) AS BIGINT) AS readmitted,
        CAST(sum(CASE WHEN stay.standing = 'died' THEN 1 ELSE 0 END) AS BIGINT) AS died,
        CAST(sum(CASE WHEN stay.standing = 'transferred' THEN 1 ELSE 0 END) AS BIGINT) AS transferred,
        CAST(sum(CASE WHEN stay.standing = 'still_patient' THEN 1 ELSE 0 END) AS BIGINT) AS still_patient,
        CAST(sum(CASE WHEN stay.standing = 'not_followed' THEN 1 ELSE 0 END) AS BIGINT) AS not_followed,
        CAST(sum(CASE WHEN stay.joined_without_transfer > 0 THEN 1 ELSE 0 END) AS BIGINT) AS joined_without_transfer
    FROM population
    INNER JOIN discharged_stay AS stay
        ON stay.period_number = population.period_number AND stay.person = population.person
    GROUP BY population.population_number, population.period_number, stay.stay_kind, stay.inpatient
)
SELECT
    population_key.population_id,
    period_key.period,
    counted.stay_kind,
    counted.inpatient,
    counted.stays,
    counted.days,
    counted.index_stays,
    counted.readmitted,
    counted.died,
    counted.transferred,
    counted.still_patient,
    counted.not_followed,
    counted.joined_without_transfer
FROM counted
INNER JOIN population_key ON population_key.population_number = counted.population_number
INNER JOIN period_key ON period_key.period_number = counted.period_number
