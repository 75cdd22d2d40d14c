-- Grain: one row a population, period, enrollment type and category of service.
-- Inputs: population, member_expenditure, population_key, period_key, enrollment_type_key, service_category
-- Columns: population_id VARCHAR, period VARCHAR, enrollment_type VARCHAR, category VARCHAR, people BIGINT,
--   lines BIGINT, paid_cents BIGINT, allowed_cents BIGINT, expenditure_cents BIGINT
-- Rule: exact sums before truncation over the population's people with a line of the category that counts.
WITH summed AS (
    SELECT
        population.population_number,
        expenditure.period_number,
        expenditure.type_number,
        expenditure.category_number,
        count(*) AS people,
        CAST(sum(expenditure.lines) AS BIGINT) AS lines,
        CAST(sum(expenditure.paid_cents) AS BIGINT) AS paid_cents,
        CAST(sum(expenditure.allowed_cents) AS BIGINT) AS allowed_cents,
        CAST(sum(expenditure.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM population
    INNER JOIN member_expenditure AS expenditure
        ON expenditure.period_number = population.period_number AND expenditure.person = population.person
    GROUP BY
        population.population_number, expenditure.period_number, expenditure.type_number, expenditure.category_number
)
SELECT
    population_key.population_id,
    period_key.period,
    enrollment_type_key.enrollment_type,
    service_category.category,
    summed.people,
    summed.lines,
    summed.paid_cents,
    summed.allowed_cents,
    summed.expenditure_cents
FROM summed
INNER JOIN population_key ON population_key.population_number = summed.population_number
INNER JOIN period_key ON period_key.period_number = summed.period_number
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = summed.type_number
INNER JOIN service_category ON service_category.category_number = summed.category_number
