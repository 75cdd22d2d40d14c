-- Grain: one row a population, period, enrollment type and category of service.
-- Inputs: population, member_expenditure
-- Columns: population_id VARCHAR, period VARCHAR, enrollment_type VARCHAR, category VARCHAR, people BIGINT,
--   lines BIGINT, paid_cents BIGINT, allowed_cents BIGINT, expenditure_cents BIGINT
-- Rule: exact sums before truncation over the population's people with a line of the category that counts.
SELECT
    population.population_id,
    expenditure.period,
    expenditure.enrollment_type,
    expenditure.category,
    count(*) AS people,
    CAST(sum(expenditure.lines) AS BIGINT) AS lines,
    CAST(sum(expenditure.paid_cents) AS BIGINT) AS paid_cents,
    CAST(sum(expenditure.allowed_cents) AS BIGINT) AS allowed_cents,
    CAST(sum(expenditure.expenditure_cents) AS BIGINT) AS expenditure_cents
FROM population
INNER JOIN member_expenditure AS expenditure
    ON expenditure.period = population.period AND expenditure.person_id = population.person_id
GROUP BY population.population_id, expenditure.period, expenditure.enrollment_type, expenditure.category
