-- Grain: one row a person and enrollment type of the population or of the table population_person.
-- Inputs: truncated_expenditure, population, population_person; $population_id, $period
-- Columns: person_id VARCHAR, enrollment_type VARCHAR, in_population INTEGER, months INTEGER,
--   expenditure_cents BIGINT, truncated_parts BIGINT, excess_parts BIGINT
-- Rule: people who stand on a payer's list alone are told with what they cost here; in_population 1: of the population.
WITH listed AS (
    SELECT DISTINCT person_id
    FROM population_person
    WHERE period = $period
)
SELECT
    truncated.person_id,
    truncated.enrollment_type,
    CASE WHEN population.person_id IS NULL THEN 0 ELSE 1 END AS in_population,
    truncated.months,
    truncated.expenditure_cents,
    truncated.truncated_parts,
    truncated.excess_parts
FROM truncated_expenditure AS truncated
LEFT JOIN population
    ON
        population.population_id = $population_id
        AND population.period = truncated.period
        AND population.person_id = truncated.person_id
LEFT JOIN listed ON listed.person_id = truncated.person_id
WHERE
    truncated.period = $period
    AND (population.person_id IS NOT NULL OR listed.person_id IS NOT NULL)
ORDER BY truncated.person_id, truncated.enrollment_type
