-- Grain: one row a population, period and enrollment type.
-- Inputs: population, truncated_expenditure
-- Columns: population_id VARCHAR, period VARCHAR, enrollment_type VARCHAR, people BIGINT, member_months BIGINT,
--   lines BIGINT, expenditure_cents BIGINT, truncated_parts BIGINT, excess_parts BIGINT, people_truncated BIGINT,
--   months_truncated BIGINT, people_below_zero BIGINT
-- Rule: exact sums over the population's people; a person with two enrollment types counts in both with the months of
--   each. truncated_parts and excess_parts are parts of a cent, as in truncated_expenditure; months_truncated are the
--   months of those who are cut off.
SELECT
    population.population_id,
    truncated.period,
    truncated.enrollment_type,
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
    ON truncated.period = population.period AND truncated.person_id = population.person_id
GROUP BY population.population_id, truncated.period, truncated.enrollment_type
