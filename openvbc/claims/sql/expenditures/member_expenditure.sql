-- Grain: one row a period, person, enrollment type (member_key) and category with at least one line that counts.
-- Inputs: service_expenditure, carve_out_treatment, enrollment_months, service_category; $amount,
--   $pharmacy_category, $pharmacy, $without_paid_date
-- Columns: member_key BIGINT, period_number INTEGER, person BIGINT, type_number INTEGER, category_number INTEGER,
--   lines BIGINT, paid_cents BIGINT, allowed_cents BIGINT, expenditure_cents BIGINT
-- Rule: what was paid within the run-out in months that count and is not carved out. expenditure_cents is the amount
--   that the contract counts: paid or allowed, as $amount says. Sums below zero are kept.
WITH counted AS (
    SELECT
        service.member_key,
        service.category_number,
        CAST(sum(service.lines) AS BIGINT) AS lines,
        CAST(sum(service.paid_cents) AS BIGINT) AS paid_cents,
        CAST(sum(service.allowed_cents) AS BIGINT) AS allowed_cents
    FROM service_expenditure AS service
    LEFT JOIN carve_out_treatment AS treatment
        ON
            treatment.period_number = service.period_number
            AND treatment.category_number = service.category_number
            AND treatment.carve_out_bits = service.carve_out_bits
    WHERE
        service.member_key > 0
        AND treatment.carve_out_number IS NULL
        AND (service.payment = 0 OR (service.payment = 1 AND $without_paid_date = 1))
        AND ($pharmacy = 1 OR service.category_number <> $pharmacy_category)
    GROUP BY service.member_key, service.category_number
)
SELECT
    counted.member_key,
    member.period_number,
    member.person,
    member.type_number,
    counted.category_number,
    counted.lines,
    counted.paid_cents,
    counted.allowed_cents,
    CASE WHEN $amount = 'allowed' THEN counted.allowed_cents ELSE counted.paid_cents END AS expenditure_cents
FROM counted
INNER JOIN enrollment_months AS member ON member.member_key = counted.member_key
INNER JOIN service_category ON service_category.category_number = counted.category_number
