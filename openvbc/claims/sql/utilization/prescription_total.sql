-- Grain: one row a population and period with a fill.
-- Inputs: population, pharmacy_claim, service_month, enrollment_months, reversed_fill
-- Columns: population_id VARCHAR, period VARCHAR, fills BIGINT, people BIGINT
-- Rule: fills of the population's people in months that count, not paid after the run-out, and not paid
--   back. A fill counts once, whatever its days of supply.
WITH fill AS (
    SELECT service_month.period, pharmacy_claim.person_id, count(*) AS fills
    FROM pharmacy_claim
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
    INNER JOIN enrollment_months
        ON
            enrollment_months.period = service_month.period
            AND enrollment_months.person_id = pharmacy_claim.person_id
            AND (enrollment_months.month_bits & service_month.month_bit) <> 0
    LEFT JOIN reversed_fill
        ON
            reversed_fill.claim_id = pharmacy_claim.claim_id
            AND reversed_fill.claim_line_number = pharmacy_claim.claim_line_number
            AND reversed_fill.data_source = pharmacy_claim.data_source
    WHERE reversed_fill.claim_id IS NULL
    GROUP BY service_month.period, pharmacy_claim.person_id
)
SELECT
    population.population_id,
    population.period,
    CAST(sum(fill.fills) AS BIGINT) AS fills,
    count(*) AS people
FROM population
INNER JOIN fill ON fill.period = population.period AND fill.person_id = population.person_id
GROUP BY population.population_id, population.period
