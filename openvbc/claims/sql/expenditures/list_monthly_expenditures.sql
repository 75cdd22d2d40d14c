-- Grain: one row a person of the population, month that counts and category of what was counted in it.
-- Inputs: population, enrollment_months, member_expenditure; $population_id, $period
-- Columns: person_id VARCHAR, month VARCHAR, category VARCHAR, expenditure_cents BIGINT
-- Rule: the population is that of the period; expenditures stand by periods of a month each, whose names are the
--   months. A month without a line that counts has one row, of category '' and 0 cents.
SELECT
    enrollment_months.person_id,
    enrollment_months.period AS month,
    coalesce(member_expenditure.category, '') AS category,
    coalesce(member_expenditure.expenditure_cents, 0) AS expenditure_cents
FROM population
INNER JOIN enrollment_months ON enrollment_months.person_id = population.person_id
LEFT JOIN member_expenditure ON member_expenditure.member_key = enrollment_months.member_key
WHERE population.population_id = $population_id AND population.period = $period
ORDER BY enrollment_months.person_id, month, category
