-- Grain: one row a period.
-- Inputs: count_period, medical_claim, pharmacy_claim, service_expenditure, service_category,
--   period_key; $amount
-- Columns: period VARCHAR, institutional_lines BIGINT, institutional_amounts BIGINT, professional_lines BIGINT,
--   professional_amounts BIGINT, outpatient_lines BIGINT, outpatient_amounts BIGINT, emergency_lines BIGINT,
--   emergency_amounts BIGINT, fills BIGINT, fill_amounts BIGINT
-- Rule: lines and fills that the source has of the period at all, of anybody, and those of them that say the amount
--   that counts (paid or allowed, as $amount says): where there is none, what rests on them is not known, which is not
--   zero. Outpatient and emergency lines are those of these categories, of anybody: a source may hold stays alone. An
--   emergency service can be seen on outpatient claims, and on any institutional line with a revenue center.
WITH line AS (
    SELECT
        count_period.period,
        CAST(sum(CASE WHEN claim.claim_type = 'institutional' THEN 1 ELSE 0 END) AS BIGINT) AS institutional,
        CAST(sum(CASE WHEN claim.claim_type = 'institutional' THEN claim.said ELSE 0 END) AS BIGINT)
            AS institutional_amounts,
        CAST(sum(CASE WHEN claim.claim_type = 'professional' THEN 1 ELSE 0 END) AS BIGINT) AS professional,
        CAST(sum(CASE WHEN claim.claim_type = 'professional' THEN claim.said ELSE 0 END) AS BIGINT)
            AS professional_amounts,
        CAST(sum(claim.with_revenue_center) AS BIGINT) AS with_revenue_center
    FROM count_period
    INNER JOIN (
        SELECT
            claim_type,
            claim_end_date,
            CASE
                WHEN claim_type = 'institutional' AND revenue_center_code <> '' THEN 1
                ELSE 0
            END AS with_revenue_center,
            CASE
                WHEN $amount = 'allowed' AND allowed_amount IS NOT NULL THEN 1
                WHEN $amount <> 'allowed' AND paid_amount IS NOT NULL THEN 1
                ELSE 0
            END AS said
        FROM medical_claim
    ) AS claim
        ON claim.claim_end_date BETWEEN count_period.first_date AND count_period.last_date
    GROUP BY count_period.period
),
category AS (
    SELECT
        total.period,
        CAST(sum(CASE WHEN named.category = 'outpatient' THEN total.lines ELSE 0 END) AS BIGINT) AS outpatient,
        CAST(sum(CASE WHEN named.category = 'outpatient' THEN total.said ELSE 0 END) AS BIGINT) AS outpatient_amounts,
        CAST(sum(total.lines) AS BIGINT) AS emergency,
        CAST(sum(total.said) AS BIGINT) AS emergency_amounts
    FROM (
        SELECT
            period_key.period,
            service.category_number,
            service.lines,
            CASE WHEN $amount = 'allowed' THEN service.lines_with_allowed ELSE service.lines_with_paid END AS said
        FROM service_expenditure AS service
        INNER JOIN period_key ON period_key.period_number = service.period_number
    ) AS total
    INNER JOIN service_category AS named ON named.category_number = total.category_number
    WHERE named.category IN ('outpatient', 'emergency_department')
    GROUP BY total.period
),
fill AS (
    SELECT
        count_period.period,
        count(*) AS fills,
        count(CASE WHEN $amount = 'allowed' THEN pharmacy_claim.allowed_amount ELSE pharmacy_claim.paid_amount END)
            AS fill_amounts
    FROM count_period
    INNER JOIN pharmacy_claim
        ON pharmacy_claim.dispensing_date BETWEEN count_period.first_date AND count_period.last_date
    GROUP BY count_period.period
)
SELECT
    count_period.period,
    coalesce(line.institutional, 0) AS institutional_lines,
    coalesce(line.institutional_amounts, 0) AS institutional_amounts,
    coalesce(line.professional, 0) AS professional_lines,
    coalesce(line.professional_amounts, 0) AS professional_amounts,
    coalesce(category.outpatient, 0) AS outpatient_lines,
    coalesce(category.outpatient_amounts, 0) AS outpatient_amounts,
    coalesce(category.emergency, 0) + coalesce(line.with_revenue_center, 0) AS emergency_lines,
    coalesce(category.emergency_amounts, 0) AS emergency_amounts,
    coalesce(fill.fills, 0) AS fills,
    coalesce(fill.fill_amounts, 0) AS fill_amounts
FROM count_period
LEFT JOIN line ON line.period = count_period.period
LEFT JOIN category ON category.period = count_period.period
LEFT JOIN fill ON fill.period = count_period.period
