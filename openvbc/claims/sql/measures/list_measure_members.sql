-- Grain: one row a population, period, measure and subject that meets the criteria of the denominator.
-- Inputs: population, population_key, period_key, person_key, measure_result
-- Columns: population_id VARCHAR, period VARCHAR, measure INTEGER, person_id VARCHAR, subject INTEGER,
--     start_day INTEGER, end_day INTEGER, status VARCHAR, reason INTEGER, day INTEGER, claim_id VARCHAR,
--     data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR, index_claim_id VARCHAR
-- Rule: the results of each population's people, in order.
SELECT
    population_key.population_id,
    result.period,
    result.measure,
    result.person_id,
    result.subject,
    result.start_day,
    result.end_day,
    result.status,
    result.reason,
    result.day,
    result.claim_id,
    result.data_source,
    result.line,
    result.code_type,
    result.code,
    result.index_claim_id
FROM measure_result AS result
JOIN period_key ON period_key.period = result.period
JOIN person_key ON person_key.person_id = result.person_id
JOIN population
    ON population.period_number = period_key.period_number AND population.person = person_key.person
JOIN population_key ON population_key.population_number = population.population_number
ORDER BY population_key.population_id, result.period, result.measure, result.person_id, result.subject
