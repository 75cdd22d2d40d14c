-- Grain: one row a kind of claim, month of service and month of payment.
-- Inputs: medical_claim, pharmacy_claim; $service_date, $paid_through
-- Columns: kind VARCHAR, service_month INTEGER, paid_month INTEGER, lines BIGINT, paid_cents BIGINT,
--   allowed_cents BIGINT
-- Rule: kind is institutional, professional, undetermined or pharmacy. What was paid after $paid_through is not known
--   yet and is left out. Lines without a day of payment have the month 0. The day of service is as for expenditures.
WITH dated AS (
    SELECT
        claim_type AS kind,
        CASE
            WHEN $service_date = 'claim_start' THEN claim_start_date
            WHEN $service_date = 'claim_end' THEN claim_end_date
            WHEN $service_date = 'line_start' AND claim_type = 'professional'
                THEN coalesce(claim_line_start_date, claim_start_date)
            WHEN $service_date = 'line_start' THEN claim_start_date
            WHEN claim_type = 'professional' THEN coalesce(claim_line_end_date, claim_end_date)
            ELSE claim_end_date
        END AS service_date,
        paid_date,
        paid_amount,
        allowed_amount
    FROM medical_claim
    UNION ALL
    SELECT
        'pharmacy' AS kind,
        dispensing_date AS service_date,
        paid_date,
        paid_amount,
        allowed_amount
    FROM pharmacy_claim
),
placed AS (
    SELECT
        CASE WHEN kind = '' THEN 'undetermined' ELSE kind END AS kind,
        CAST(EXTRACT(year FROM service_date) * 100 + EXTRACT(month FROM service_date) AS INTEGER) AS service_month,
        CASE
            WHEN paid_date IS NULL THEN 0
            ELSE CAST(EXTRACT(year FROM paid_date) * 100 + EXTRACT(month FROM paid_date) AS INTEGER)
        END AS paid_month,
        paid_amount,
        allowed_amount
    FROM dated
    WHERE paid_date IS NULL OR paid_date <= $paid_through
)
SELECT
    kind,
    service_month,
    paid_month,
    count(*) AS lines,
    CAST(sum(coalesce(paid_amount, 0)) * 100 AS BIGINT) AS paid_cents,
    CAST(sum(coalesce(allowed_amount, 0)) * 100 AS BIGINT) AS allowed_cents
FROM placed
GROUP BY kind, service_month, paid_month
