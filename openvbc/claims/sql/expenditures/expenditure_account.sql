-- Grain: one row a period, reason, carve-out and category: where every line of a claim of the period went.
-- Inputs: service_expenditure, carve_out_treatment, carve_out_name, service_category, period_key;
--   $pharmacy_category, $pharmacy, $without_paid_date
-- Columns: period VARCHAR, reason VARCHAR, carve_out VARCHAR, category VARCHAR, lines BIGINT,
--   lines_without_paid_amount BIGINT, lines_without_allowed_amount BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: the first reason that holds: pharmacy_not_counted, paid_after_run_out, without_paid_date (where such lines do
--   not count), not_enrolled (no month of the person that counts), carved_out, counted_without_paid_date, counted. The
--   parts add up to all lines of the periods.
WITH reasoned AS (
    SELECT
        service.period_number,
        CASE
            WHEN $pharmacy = 0 AND service.category_number = $pharmacy_category THEN 'pharmacy_not_counted'
            WHEN service.payment = 2 THEN 'paid_after_run_out'
            WHEN service.payment = 1 AND $without_paid_date = 0 THEN 'without_paid_date'
            WHEN service.member_key = 0 THEN 'not_enrolled'
            WHEN treatment.carve_out_number IS NOT NULL THEN 'carved_out'
            WHEN service.payment = 1 THEN 'counted_without_paid_date'
            ELSE 'counted'
        END AS reason,
        coalesce(treatment.carve_out_number, 0) AS carve_out_number,
        service.category_number,
        service.lines,
        service.lines_with_paid,
        service.lines_with_allowed,
        service.paid_cents,
        service.allowed_cents
    FROM service_expenditure AS service
    LEFT JOIN carve_out_treatment AS treatment
        ON
            treatment.period_number = service.period_number
            AND treatment.category_number = service.category_number
            AND treatment.carve_out_bits = service.carve_out_bits
),
summed AS (
    SELECT
        period_number,
        reason,
        CASE WHEN reason = 'carved_out' THEN carve_out_number ELSE 0 END AS taken_out_by,
        category_number,
        CAST(sum(lines) AS BIGINT) AS lines,
        CAST(sum(lines - lines_with_paid) AS BIGINT) AS lines_without_paid_amount,
        CAST(sum(lines - lines_with_allowed) AS BIGINT) AS lines_without_allowed_amount,
        CAST(sum(paid_cents) AS BIGINT) AS paid_cents,
        CAST(sum(allowed_cents) AS BIGINT) AS allowed_cents
    FROM reasoned
    GROUP BY
        period_number,
        reason,
        CASE WHEN reason = 'carved_out' THEN carve_out_number ELSE 0 END,
        category_number
)
SELECT
    period_key.period,
    summed.reason,
    coalesce(carve_out_name.name, '') AS carve_out,
    coalesce(service_category.category, '') AS category,
    summed.lines,
    summed.lines_without_paid_amount,
    summed.lines_without_allowed_amount,
    summed.paid_cents,
    summed.allowed_cents
FROM summed
INNER JOIN period_key ON period_key.period_number = summed.period_number
LEFT JOIN service_category ON service_category.category_number = summed.category_number
LEFT JOIN carve_out_name ON carve_out_name.carve_out_number = summed.taken_out_by
