-- Grain: one row a person and enrollment type of the population with lines of the category.
-- Inputs: member_expenditure, population; $population_id, $period, $enrollment_type, $category
-- Columns: person_id VARCHAR, enrollment_type VARCHAR, lines BIGINT, paid_cents BIGINT, allowed_cents BIGINT,
--   expenditure_cents BIGINT
-- Rule: the largest expenditures first. $enrollment_type '' is all types.
SELECT
    expenditure.person_id,
    expenditure.enrollment_type,
    expenditure.lines,
    expenditure.paid_cents,
    expenditure.allowed_cents,
    expenditure.expenditure_cents
FROM population
INNER JOIN member_expenditure AS expenditure
    ON expenditure.period = population.period AND expenditure.person_id = population.person_id
WHERE
    population.population_id = $population_id
    AND population.period = $period
    AND ($enrollment_type = '' OR expenditure.enrollment_type = $enrollment_type)
    AND expenditure.category = $category
ORDER BY expenditure.expenditure_cents DESC, expenditure.person_id, expenditure.enrollment_type
