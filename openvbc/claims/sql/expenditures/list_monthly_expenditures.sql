-- Grain: one row a person of the population, month that counts and category of what was counted in it.
-- Inputs: population, enrollment_months, member_expenditure, population_key, period_key, person_key, service_category;
--   $population_id, $period
-- Columns: person_id VARCHAR, month VARCHAR, category VARCHAR, expenditure_cents BIGINT
-- Rule: the population is that of the period; expenditures stand by periods of a month each, whose names are the
--   months. A month without a line that counts has one row, of category '' and 0 cents.
SELECT
    person_key.person_id,
    month_key.period AS month,
    coalesce(service_category.category, '') AS category,
    coalesce(member_expenditure.expenditure_cents, 0) AS expenditure_cents
FROM population
INNER JOIN population_key ON population_key.population_number = population.population_number
INNER JOIN period_key ON period_key.period_number = population.period_number
INNER JOIN enrollment_months ON enrollment_months.person = population.person
INNER JOIN person_key ON person_key.person = enrollment_months.person
INNER JOIN period_key AS month_key ON month_key.period_number = enrollment_months.period_number
LEFT JOIN member_expenditure ON member_expenditure.member_key = enrollment_months.member_key
LEFT JOIN service_category ON service_category.category_number = member_expenditure.category_number
WHERE population_key.population_id = $population_id AND period_key.period = $period
ORDER BY person_key.person_id, month, category
