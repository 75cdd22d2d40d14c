-- Grain: one row a population, period and carve-out that takes something out.
-- Inputs: population, service_expenditure, carve_out_treatment, carve_out_name, enrollment_months, population_key,
--   period_key; $amount, $pharmacy_category, $pharmacy, $without_paid_date
-- Columns: population_id VARCHAR, period VARCHAR, carve_out VARCHAR, people BIGINT, lines BIGINT,
--   expenditure_cents BIGINT
-- Rule: exact sums over the population's people of what would count, were it not carved out: paid within the run-out in
--   months that count. With the expenditures that count they add up to all that was spent.
WITH carved AS (
    SELECT
        service.member_key,
        treatment.carve_out_number,
        CAST(sum(service.lines) AS BIGINT) AS lines,
        CAST(
            sum(CASE WHEN $amount = 'allowed' THEN service.allowed_cents ELSE service.paid_cents END) AS BIGINT
        ) AS expenditure_cents
    FROM service_expenditure AS service
    INNER JOIN carve_out_treatment AS treatment
        ON
            treatment.period_number = service.period_number
            AND treatment.category_number = service.category_number
            AND treatment.carve_out_bits = service.carve_out_bits
    WHERE
        service.member_key > 0
        AND (service.payment = 0 OR (service.payment = 1 AND $without_paid_date = 1))
        AND ($pharmacy = 1 OR service.category_number <> $pharmacy_category)
    GROUP BY service.member_key, treatment.carve_out_number
),
summed AS (
    SELECT
        population.population_number,
        population.period_number,
        carved.carve_out_number,
        count(DISTINCT population.person) AS people,
        CAST(sum(carved.lines) AS BIGINT) AS lines,
        CAST(sum(carved.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM carved
    INNER JOIN enrollment_months AS member ON member.member_key = carved.member_key
    INNER JOIN population
        ON population.period_number = member.period_number AND population.person = member.person
    GROUP BY population.population_number, population.period_number, carved.carve_out_number
)
SELECT
    population_key.population_id,
    period_key.period,
    carve_out_name.name AS carve_out,
    summed.people,
    summed.lines,
    summed.expenditure_cents
FROM summed
INNER JOIN population_key ON population_key.population_number = summed.population_number
INNER JOIN period_key ON period_key.period_number = summed.period_number
INNER JOIN carve_out_name ON carve_out_name.carve_out_number = summed.carve_out_number
