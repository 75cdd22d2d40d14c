-- Grain: one row a line of a medical claim whose person has no month that counts in the line's month.
-- Inputs: medical_claim, service_month, enrollment_months, summarized_expenditure, period_key,
--   person_key; $period, $service_date
-- Columns: person_id VARCHAR, claim_id VARCHAR, claim_line_number INTEGER, data_source VARCHAR, service_date DATE,
--   paid_cents BIGINT
-- Rule: the largest payment first. People whose year a summary tells are not among them (see claim_expenditure).
WITH dated AS (
    SELECT
        medical_claim.*,
        CASE
            WHEN $service_date = 'claim_start' THEN claim_start_date
            WHEN $service_date = 'claim_end' THEN claim_end_date
            WHEN $service_date = 'line_start' AND claim_type = 'professional'
                THEN coalesce(claim_line_start_date, claim_start_date)
            WHEN $service_date = 'line_start' THEN claim_start_date
            WHEN claim_type = 'professional' THEN coalesce(claim_line_end_date, claim_end_date)
            ELSE claim_end_date
        END AS service_date
    FROM medical_claim
)
SELECT
    line.person_id,
    line.claim_id,
    line.claim_line_number,
    line.data_source,
    line.service_date,
    CAST(coalesce(line.paid_amount, 0) * 100 AS BIGINT) AS paid_cents
FROM dated AS line
INNER JOIN service_month
    ON
        service_month.year_month
        = CAST(EXTRACT(year FROM line.service_date) * 100 + EXTRACT(month FROM line.service_date) AS INTEGER)
        AND line.service_date BETWEEN service_month.first_date AND service_month.last_date
INNER JOIN period_key ON period_key.period = service_month.period
INNER JOIN person_key ON person_key.person_id = line.person_id
LEFT JOIN enrollment_months
    ON
        enrollment_months.period_number = period_key.period_number
        AND enrollment_months.person = person_key.person
        AND (enrollment_months.month_bits & service_month.month_bit) <> 0
LEFT JOIN (SELECT DISTINCT period_number, person FROM summarized_expenditure) AS summarized
    ON summarized.period_number = period_key.period_number AND summarized.person = person_key.person
WHERE
    service_month.period = $period
    AND enrollment_months.member_key IS NULL
    AND summarized.person IS NULL
ORDER BY paid_cents DESC, line.person_id, line.claim_id, line.claim_line_number, line.data_source
