-- Grain: one row a period.
-- Inputs: count_period, medical_claim, pharmacy_claim; $amount
-- Columns: period VARCHAR, institutional_lines BIGINT, institutional_amounts BIGINT, professional_lines BIGINT,
--   professional_amounts BIGINT, fills BIGINT, fill_amounts BIGINT
-- Rule: lines and fills that the source has of the period at all, of anybody, and those of them that say the amount
--   that counts (paid or allowed, as $amount says): where there is none, what rests on them is not known, which is not
--   zero.
WITH line AS (
    SELECT
        count_period.period,
        CAST(sum(CASE WHEN claim.claim_type = 'institutional' THEN 1 ELSE 0 END) AS BIGINT) AS institutional,
        CAST(sum(CASE WHEN claim.claim_type = 'institutional' THEN claim.said ELSE 0 END) AS BIGINT)
            AS institutional_amounts,
        CAST(sum(CASE WHEN claim.claim_type = 'professional' THEN 1 ELSE 0 END) AS BIGINT) AS professional,
        CAST(sum(CASE WHEN claim.claim_type = 'professional' THEN claim.said ELSE 0 END) AS BIGINT)
            AS professional_amounts
    FROM count_period
    INNER JOIN (
        SELECT
            claim_type,
            claim_end_date,
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
    coalesce(fill.fills, 0) AS fills,
    coalesce(fill.fill_amounts, 0) AS fill_amounts
FROM count_period
LEFT JOIN line ON line.period = count_period.period
LEFT JOIN fill ON fill.period = count_period.period
