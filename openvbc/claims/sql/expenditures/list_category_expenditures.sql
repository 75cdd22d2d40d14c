-- Grain: one row a person and enrollment type of the population with lines of the category.
-- Inputs: member_expenditure, population, population_key, period_key, person_key, enrollment_type_key,
--   service_category; $population_id, $period, $enrollment_type, $category
-- Columns: person_id VARCHAR, enrollment_type VARCHAR, lines BIGINT, paid_cents BIGINT, allowed_cents BIGINT,
--   expenditure_cents BIGINT
-- Rule: the largest expenditures first. $enrollment_type '' is all types.
SELECT
    person_key.person_id,
    enrollment_type_key.enrollment_type,
    expenditure.lines,
    expenditure.paid_cents,
    expenditure.allowed_cents,
    expenditure.expenditure_cents
FROM population
INNER JOIN member_expenditure AS expenditure
    ON expenditure.period_number = population.period_number AND expenditure.person = population.person
INNER JOIN population_key ON population_key.population_number = population.population_number
INNER JOIN period_key ON period_key.period_number = expenditure.period_number
INNER JOIN person_key ON person_key.person = expenditure.person
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = expenditure.type_number
INNER JOIN service_category ON service_category.category_number = expenditure.category_number
WHERE
    population_key.population_id = $population_id
    AND period_key.period = $period
    AND ($enrollment_type = '' OR enrollment_type_key.enrollment_type = $enrollment_type)
    AND service_category.category = $category
ORDER BY expenditure.expenditure_cents DESC, person_key.person_id, enrollment_type_key.enrollment_type
