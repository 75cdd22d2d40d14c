-- Grain: one row a person of the population, month that counts and category of what was counted in it.
-- Inputs: population_person, person_key, enrollment_months, period_key, member_expenditure, service_category;
--   $population_id, $period
-- Columns: person_id VARCHAR, month VARCHAR, category VARCHAR, expenditure_cents BIGINT
-- Rule: the people are those listed for the population and the period; expenditures stand by periods of a month each,
--   whose names are the months. A month without a line that counts has one row, of category '' and 0 cents.
SELECT
    person_key.person_id,
    period_key.period AS month,
    coalesce(service_category.category, '') AS category,
    coalesce(member_expenditure.expenditure_cents, 0) AS expenditure_cents
FROM population_person AS listed
INNER JOIN person_key ON person_key.person_id = listed.person_id
INNER JOIN enrollment_months ON enrollment_months.person = person_key.person
INNER JOIN period_key ON period_key.period_number = enrollment_months.period_number
LEFT JOIN member_expenditure ON member_expenditure.member_key = enrollment_months.member_key
LEFT JOIN service_category ON service_category.category_number = member_expenditure.category_number
WHERE listed.population_id = $population_id AND listed.period = $period
ORDER BY person_key.person_id, month, category
