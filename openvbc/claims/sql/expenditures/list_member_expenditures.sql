-- Grain: one row a person and enrollment type of the population.
-- Inputs: truncated_expenditure, population, population_key; $population_id, $period,
--   $enrollment_type, $least_excess_parts
-- Columns: person_id VARCHAR, enrollment_type VARCHAR, months INTEGER, lines BIGINT, expenditure_cents BIGINT,
--   truncated_parts BIGINT, excess_parts BIGINT
-- Rule: the largest expenditures first. $enrollment_type '' is all types; $least_excess_parts 0 is everyone, 1 those
--   whose expenditures are cut off.
SELECT
    truncated.person_id,
    truncated.enrollment_type,
    truncated.months,
    truncated.lines,
    truncated.expenditure_cents,
    truncated.truncated_parts,
    truncated.excess_parts
FROM population
INNER JOIN truncated_expenditure AS truncated
    ON truncated.period_number = population.period_number AND truncated.person = population.person
INNER JOIN population_key ON population_key.population_number = population.population_number
WHERE
    population_key.population_id = $population_id
    AND truncated.period = $period
    AND ($enrollment_type = '' OR truncated.enrollment_type = $enrollment_type)
    AND truncated.excess_parts >= $least_excess_parts
ORDER BY truncated.expenditure_cents DESC, truncated.person_id, truncated.enrollment_type
