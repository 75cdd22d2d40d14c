-- Grain: one row a person and enrollment type of the population or of the table population_person.
-- Inputs: truncated_expenditure, population, population_key, population_person; $population_id, $period
-- Columns: person_id VARCHAR, enrollment_type VARCHAR, in_population INTEGER, months INTEGER,
--   expenditure_cents BIGINT, truncated_parts BIGINT, excess_parts BIGINT
-- Rule: people who stand on a payer's list alone are told with what they cost here; in_population 1: of the population.
WITH member AS (
    SELECT population.period_number, population.person
    FROM population
    INNER JOIN population_key ON population_key.population_number = population.population_number
    WHERE population_key.population_id = $population_id
),
listed AS (
    SELECT DISTINCT person_id
    FROM population_person
    WHERE period = $period
)
SELECT
    truncated.person_id,
    truncated.enrollment_type,
    CASE WHEN member.person IS NULL THEN 0 ELSE 1 END AS in_population,
    truncated.months,
    truncated.expenditure_cents,
    truncated.truncated_parts,
    truncated.excess_parts
FROM truncated_expenditure AS truncated
LEFT JOIN member ON member.period_number = truncated.period_number AND member.person = truncated.person
LEFT JOIN listed ON listed.person_id = truncated.person_id
WHERE
    truncated.period = $period
    AND (member.person IS NOT NULL OR listed.person_id IS NOT NULL)
ORDER BY truncated.person_id, truncated.enrollment_type
