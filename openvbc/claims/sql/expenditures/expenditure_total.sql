-- Grain: one row a population, period and enrollment type.
-- Inputs: population, truncated_expenditure, population_key, period_key, enrollment_type_key
-- Columns: population_id VARCHAR, period VARCHAR, enrollment_type VARCHAR, people BIGINT, member_months BIGINT,
--   lines BIGINT, expenditure_cents BIGINT, truncated_parts BIGINT, excess_parts BIGINT, people_truncated BIGINT,
--   months_truncated BIGINT, people_below_zero BIGINT
-- Rule: exact sums over the population's people; a person with two enrollment types counts in both with the months of
--   each. truncated_parts and excess_parts are parts of a cent, as in truncated_expenditure; months_truncated are the
--   months of those who are cut off.
WITH summed AS (
    SELECT
        population.population_number,
        truncated.period_number,
        truncated.type_number,
        count(*) AS people,
        CAST(sum(truncated.months) AS BIGINT) AS member_months,
        CAST(sum(truncated.lines) AS BIGINT) AS lines,
        CAST(sum(truncated.expenditure_cents) AS BIGINT) AS expenditure_cents,
        CAST(sum(truncated.truncated_parts) AS BIGINT) AS truncated_parts,
        CAST(sum(truncated.excess_parts) AS BIGINT) AS excess_parts,
        count(CASE WHEN truncated.excess_parts > 0 THEN 1 END) AS people_truncated,
        CAST(sum(CASE WHEN truncated.excess_parts > 0 THEN truncated.months ELSE 0 END) AS BIGINT) AS months_truncated,
        count(CASE WHEN truncated.expenditure_cents < 0 THEN 1 END) AS people_below_zero
    FROM population
    INNER JOIN truncated_expenditure AS truncated
        ON truncated.period_number = population.period_number AND truncated.person = population.person
    GROUP BY population.population_number, truncated.period_number, truncated.type_number
)
SELECT
    population_key.population_id,
    period_key.period,
    enrollment_type_key.enrollment_type,
    summed.people,
    summed.member_months,
    summed.lines,
    summed.expenditure_cents,
    summed.truncated_parts,
    summed.excess_parts,
    summed.people_truncated,
    summed.months_truncated,
    summed.people_below_zero
FROM summed
INNER JOIN population_key ON population_key.population_number = summed.population_number
INNER JOIN period_key ON period_key.period_number = summed.period_number
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = summed.type_number
