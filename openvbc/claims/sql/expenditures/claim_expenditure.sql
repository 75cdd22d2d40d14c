-- Grain: one row a period, person and enrollment type (member_key, 0 for lines of months that do not count), category,
--   set of carve-outs and state of payment.
-- Inputs: medical_claim, pharmacy_claim, service_month, service_combination, marked_claim, carved_out_drug,
--   enrollment_months, summarized_expenditure; $service_date, $add_sequestration, $remove_medical_education,
--   $remove_disproportionate_share, $remove_uncompensated_care, $pharmacy_category
-- Columns: period VARCHAR, member_key BIGINT, category_number INTEGER, carve_out_bits BIGINT, payment INTEGER,
--   lines BIGINT, lines_with_paid BIGINT, lines_with_allowed BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: a line belongs to the month of its day of service: first or last day of the claim, or of the line on
--   professional claims, as $service_date says; a fill to the month it was dispensed. Its enrollment type is that of
--   the month. payment: 0 paid in time, 1 without a day of payment, 2 paid after the run-out. To what was paid,
--   sequestration is added back; indirect medical education, disproportionate share and uncompensated care are taken
--   out, each if asked. Allowed amounts stand before sequestration, so only the last three change them. Of a person
--   whose year a summary tells, no one knows which months count: what was done in the period counts with the summary.
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
),
medical AS (
    SELECT
        service_month.period,
        service_month.month_bit,
        line.person_id,
        CASE
            WHEN coalesce(marked_claim.category_number, 0) > 0 THEN marked_claim.category_number
            ELSE combination.category_number
        END AS category_number,
        combination.carve_out_bits | coalesce(marked_claim.carve_out_bits, 0) AS carve_out_bits,
        CASE
            WHEN line.paid_date IS NULL THEN 1
            WHEN line.paid_date > service_month.paid_through_date THEN 2
            ELSE 0
        END AS payment,
        line.paid_amount,
        line.allowed_amount,
        line.sequestration_amount,
        line.indirect_medical_education_amount,
        line.disproportionate_share_amount,
        line.uncompensated_care_amount
    FROM dated AS line
    INNER JOIN service_month
        ON
            service_month.year_month
            = CAST(EXTRACT(year FROM line.service_date) * 100 + EXTRACT(month FROM line.service_date) AS INTEGER)
            AND line.service_date BETWEEN service_month.first_date AND service_month.last_date
    INNER JOIN service_combination AS combination
        ON
            combination.claim_type = line.claim_type
            AND combination.bill_type_code = line.bill_type_code
            AND combination.source_claim_type_code = line.source_claim_type_code
            AND combination.revenue_center_code = line.revenue_center_code
            AND combination.place_of_service_code = line.place_of_service_code
            AND combination.hcpcs_code = line.hcpcs_code
            AND combination.drg_code = line.drg_code
    LEFT JOIN marked_claim
        ON marked_claim.claim_id = line.claim_id AND marked_claim.data_source = line.data_source
),
pharmacy AS (
    SELECT
        service_month.period,
        service_month.month_bit,
        fill.person_id,
        CAST($pharmacy_category AS INTEGER) AS category_number,
        coalesce(carved_out_drug.carve_out_bits, 0) AS carve_out_bits,
        CASE
            WHEN fill.paid_date IS NULL THEN 1
            WHEN fill.paid_date > service_month.paid_through_date THEN 2
            ELSE 0
        END AS payment,
        fill.paid_amount,
        fill.allowed_amount,
        CAST(NULL AS DECIMAL(18, 2)) AS sequestration_amount,
        CAST(NULL AS DECIMAL(18, 2)) AS indirect_medical_education_amount,
        CAST(NULL AS DECIMAL(18, 2)) AS disproportionate_share_amount,
        CAST(NULL AS DECIMAL(18, 2)) AS uncompensated_care_amount
    FROM pharmacy_claim AS fill
    INNER JOIN service_month
        ON
            service_month.year_month
            = CAST(EXTRACT(year FROM fill.dispensing_date) * 100 + EXTRACT(month FROM fill.dispensing_date) AS INTEGER)
            AND fill.dispensing_date BETWEEN service_month.first_date AND service_month.last_date
    LEFT JOIN carved_out_drug ON carved_out_drug.ndc_code = fill.ndc_code
),
line AS (
    SELECT * FROM medical
    UNION ALL
    SELECT * FROM pharmacy
),
summarized AS (
    SELECT DISTINCT period, person_id, member_key
    FROM summarized_expenditure
),
summed AS (
    SELECT
        line.period,
        coalesce(enrollment_months.member_key, summarized.member_key, 0) AS member_key,
        line.category_number,
        line.carve_out_bits,
        line.payment,
        count(*) AS lines,
        count(line.paid_amount) AS lines_with_paid,
        count(line.allowed_amount) AS lines_with_allowed,
        sum(line.paid_amount) AS paid,
        sum(line.allowed_amount) AS allowed,
        sum(line.sequestration_amount) AS sequestration,
        sum(line.indirect_medical_education_amount) AS medical_education,
        sum(line.disproportionate_share_amount) AS disproportionate_share,
        sum(line.uncompensated_care_amount) AS uncompensated_care
    FROM line
    LEFT JOIN enrollment_months
        ON
            enrollment_months.period = line.period
            AND enrollment_months.person_id = line.person_id
            AND (enrollment_months.month_bits & line.month_bit) <> 0
    LEFT JOIN summarized ON summarized.period = line.period AND summarized.person_id = line.person_id
    GROUP BY
        line.period,
        coalesce(enrollment_months.member_key, summarized.member_key, 0),
        line.category_number,
        line.carve_out_bits,
        line.payment
),
corrected AS (
    SELECT
        summed.*,
        CASE WHEN $add_sequestration = 1 THEN coalesce(sequestration, 0) ELSE 0 END AS added,
        CASE WHEN $remove_medical_education = 1 THEN coalesce(medical_education, 0) ELSE 0 END
        + CASE WHEN $remove_disproportionate_share = 1 THEN coalesce(disproportionate_share, 0) ELSE 0 END
        + CASE WHEN $remove_uncompensated_care = 1 THEN coalesce(uncompensated_care, 0) ELSE 0 END AS removed
    FROM summed
)
SELECT
    period,
    member_key,
    category_number,
    carve_out_bits,
    payment,
    lines,
    lines_with_paid,
    lines_with_allowed,
    CAST((coalesce(paid, 0) + added - removed) * 100 AS BIGINT) AS paid_cents,
    CAST((coalesce(allowed, 0) - removed) * 100 AS BIGINT) AS allowed_cents
FROM corrected
