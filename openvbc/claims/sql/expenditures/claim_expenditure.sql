-- Grain: one row a period, person and enrollment type (member_key, 0 for lines of months that do not count), category,
--   set of carve-outs and state of payment.
-- Inputs: medical_line, pharmacy_line, period_key, service_day, service_combination, marked_claim, carved_out_drug,
--   enrollment_months, summarized_expenditure; $service_date, $add_sequestration, $remove_medical_education,
--   $remove_disproportionate_share, $remove_uncompensated_care, $pharmacy_category
-- Columns: period_number INTEGER, member_key BIGINT, category_number INTEGER, carve_out_bits BIGINT, payment INTEGER,
--   lines BIGINT, lines_with_paid BIGINT, lines_with_allowed BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: a line belongs to the month of its day of service: first or last day of the claim, or of the line on
--   professional claims, as $service_date says; a fill to the month it was dispensed. Its enrollment type is that of
--   the month. payment: 0 paid in time, 1 without a day of payment, 2 paid after the run-out. To what was paid,
--   sequestration is added back; indirect medical education, disproportionate share and uncompensated care are taken
--   out, each if asked. Allowed amounts stand before sequestration, so only the last three change them. Of a person
--   whose year a summary tells, no one knows which months count: what was done in the period counts with the summary.
--   Joined as written, largest table first.
WITH day AS (
    SELECT
        period_key.period_number,
        service_day.service_date,
        service_day.month_bit,
        service_day.paid_through_date
    FROM service_day
    INNER JOIN period_key ON period_key.period = service_day.period
),
dated AS (
    SELECT
        line.person,
        line.claim,
        line.paid_date,
        line.paid_cents,
        line.allowed_cents,
        CASE WHEN $add_sequestration = 1 THEN coalesce(line.sequestration_cents, 0) ELSE 0 END AS added,
        CASE WHEN $remove_medical_education = 1 THEN coalesce(line.medical_education_cents, 0) ELSE 0 END
        + CASE
            WHEN $remove_disproportionate_share = 1 THEN coalesce(line.disproportionate_share_cents, 0)
            ELSE 0
        END
        + CASE WHEN $remove_uncompensated_care = 1 THEN coalesce(line.uncompensated_care_cents, 0) ELSE 0 END
            AS removed,
        combination.category_number,
        combination.carve_out_bits,
        CASE
            WHEN $service_date = 'claim_start' THEN line.claim_start_date
            WHEN $service_date = 'claim_end' THEN line.claim_end_date
            WHEN $service_date = 'line_start' AND combination.claim_type = 'professional' THEN line.line_start_date
            WHEN $service_date = 'line_start' THEN line.claim_start_date
            WHEN combination.claim_type = 'professional' THEN line.line_end_date
            ELSE line.claim_end_date
        END AS service_date
    FROM medical_line AS line
    INNER JOIN service_combination AS combination ON combination.combination = line.combination
),
medical AS (
    SELECT
        day.period_number,
        day.month_bit,
        line.person,
        CASE
            WHEN coalesce(marked_claim.category_number, 0) > 0 THEN marked_claim.category_number
            ELSE line.category_number
        END AS category_number,
        line.carve_out_bits | coalesce(marked_claim.carve_out_bits, 0) AS carve_out_bits,
        CASE
            WHEN line.paid_date IS NULL THEN 1
            WHEN line.paid_date > day.paid_through_date THEN 2
            ELSE 0
        END AS payment,
        line.paid_cents,
        line.allowed_cents,
        line.added,
        line.removed
    FROM dated AS line
    INNER JOIN day ON day.service_date = line.service_date
    LEFT JOIN marked_claim ON marked_claim.claim = line.claim
),
pharmacy AS (
    SELECT
        day.period_number,
        day.month_bit,
        fill.person,
        CAST($pharmacy_category AS INTEGER) AS category_number,
        coalesce(carved_out_drug.carve_out_bits, 0) AS carve_out_bits,
        CASE
            WHEN fill.paid_date IS NULL THEN 1
            WHEN fill.paid_date > day.paid_through_date THEN 2
            ELSE 0
        END AS payment,
        fill.paid_cents,
        fill.allowed_cents,
        0 AS added,
        0 AS removed
    FROM pharmacy_line AS fill
    INNER JOIN day ON day.service_date = fill.dispensing_date
    LEFT JOIN carved_out_drug ON carved_out_drug.ndc_code = fill.ndc_code
),
line AS (
    SELECT * FROM medical
    UNION ALL
    SELECT * FROM pharmacy
),
summarized AS (
    SELECT DISTINCT period_number, person, member_key
    FROM summarized_expenditure
)
SELECT
    line.period_number,
    coalesce(member.member_key, summarized.member_key, 0) AS member_key,
    line.category_number,
    line.carve_out_bits,
    line.payment,
    count(*) AS lines,
    count(line.paid_cents) AS lines_with_paid,
    count(line.allowed_cents) AS lines_with_allowed,
    CAST(sum(coalesce(line.paid_cents, 0) + line.added - line.removed) AS BIGINT) AS paid_cents,
    CAST(sum(coalesce(line.allowed_cents, 0) - line.removed) AS BIGINT) AS allowed_cents
FROM line
LEFT JOIN enrollment_months AS member
    ON
        member.period_number = line.period_number
        AND member.person = line.person
        AND (member.month_bits & line.month_bit) <> 0
LEFT JOIN summarized ON summarized.period_number = line.period_number AND summarized.person = line.person
GROUP BY
    line.period_number,
    coalesce(member.member_key, summarized.member_key, 0),
    line.category_number,
    line.carve_out_bits,
    line.payment
