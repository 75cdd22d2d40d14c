-- Grain: one row a person, enrollment type and category with lines that the carve-out takes.
-- Inputs: service_expenditure, carve_out_treatment, carve_out_name, enrollment_months, service_category, period_key,
--   person_key, enrollment_type_key; $period, $carve_out
-- Columns: person_id VARCHAR, enrollment_type VARCHAR, category VARCHAR, lines BIGINT, paid_cents BIGINT,
--   allowed_cents BIGINT
-- Rule: the largest amount first, whatever the state of payment.
SELECT
    person_key.person_id,
    enrollment_type_key.enrollment_type,
    service_category.category,
    CAST(sum(service.lines) AS BIGINT) AS lines,
    CAST(sum(service.paid_cents) AS BIGINT) AS paid_cents,
    CAST(sum(service.allowed_cents) AS BIGINT) AS allowed_cents
FROM service_expenditure AS service
INNER JOIN carve_out_treatment AS treatment
    ON
        treatment.period_number = service.period_number
        AND treatment.category_number = service.category_number
        AND treatment.carve_out_bits = service.carve_out_bits
INNER JOIN carve_out_name ON carve_out_name.carve_out_number = treatment.carve_out_number
INNER JOIN enrollment_months AS member ON member.member_key = service.member_key
INNER JOIN period_key ON period_key.period_number = member.period_number
INNER JOIN person_key ON person_key.person = member.person
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = member.type_number
INNER JOIN service_category ON service_category.category_number = service.category_number
WHERE period_key.period = $period AND carve_out_name.name = $carve_out
GROUP BY person_key.person_id, enrollment_type_key.enrollment_type, service_category.category
ORDER BY paid_cents DESC, person_key.person_id, enrollment_type_key.enrollment_type, service_category.category
