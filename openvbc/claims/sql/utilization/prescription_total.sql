-- Grain: one row a population and period with a fill.
-- Inputs: population, pharmacy_claim, person_key, service_month, enrollment_months, reversed_fill, population_key,
--   period_key
-- Columns: population_id VARCHAR, period VARCHAR, fills BIGINT, people BIGINT
-- Rule: fills of the population's people in months that count, not paid after the run-out, and not paid
--   back. A fill counts once, whatever its days of supply.
WITH fill AS (
    SELECT period_key.period_number, person_key.person, count(*) AS fills
    FROM pharmacy_claim
    INNER JOIN person_key ON person_key.person_id = pharmacy_claim.person_id
    INNER JOIN service_month
        ON
            service_month.year_month = CAST(
                EXTRACT(year FROM pharmacy_claim.dispensing_date) * 100
                + EXTRACT(month FROM pharmacy_claim.dispensing_date) AS INTEGER
            )
            AND pharmacy_claim.dispensing_date BETWEEN service_month.first_date AND service_month.last_date
            AND (
                pharmacy_claim.paid_date IS NULL OR pharmacy_claim.paid_date <= service_month.paid_through_date
            )
    INNER JOIN period_key ON period_key.period = service_month.period
    INNER JOIN enrollment_months
        ON
            enrollment_months.period_number = period_key.period_number
            AND enrollment_months.person = person_key.person
            AND (enrollment_months.month_bits & service_month.month_bit) <> 0
    LEFT JOIN reversed_fill
        ON
            reversed_fill.claim_id = pharmacy_claim.claim_id
            AND reversed_fill.claim_line_number = pharmacy_claim.claim_line_number
            AND reversed_fill.data_source = pharmacy_claim.data_source
    WHERE reversed_fill.claim_id IS NULL
    GROUP BY period_key.period_number, person_key.person
),
counted AS (
    SELECT
        population.population_number,
        population.period_number,
        CAST(sum(fill.fills) AS BIGINT) AS fills,
        count(*) AS people
    FROM population
    INNER JOIN fill ON fill.period_number = population.period_number AND fill.person = population.person
    GROUP BY population.population_number, population.period_number
)
SELECT
    population_key.population_id,
    period_key.period,
    counted.fills,
    counted.people
FROM counted
INNER JOIN population_key ON population_key.population_number = counted.population_number
INNER JOIN period_key ON period_key.period_number = counted.period_number
