-- Grain: one row a period.
-- Inputs: count_period, medical_claim, pharmacy_claim
-- Columns: period VARCHAR, institutional_lines BIGINT, professional_lines BIGINT, fills BIGINT
-- Rule: lines and fills that the source has of the period at all, of anybody: where there is none, what rests on them
--   is not known, which is not zero.
WITH line AS (
    SELECT
        count_period.period,
        CAST(sum(CASE WHEN medical_claim.claim_type = 'institutional' THEN 1 ELSE 0 END) AS BIGINT) AS institutional,
        CAST(sum(CASE WHEN medical_claim.claim_type = 'professional' THEN 1 ELSE 0 END) AS BIGINT) AS professional
    FROM count_period
    INNER JOIN medical_claim
        ON medical_claim.claim_end_date BETWEEN count_period.first_date AND count_period.last_date
    GROUP BY count_period.period
),
fill AS (
    SELECT count_period.period, count(*) AS fills
    FROM count_period
    INNER JOIN pharmacy_claim
        ON pharmacy_claim.dispensing_date BETWEEN count_period.first_date AND count_period.last_date
    GROUP BY count_period.period
)
SELECT
    count_period.period,
    coalesce(line.institutional, 0) AS institutional_lines,
    coalesce(line.professional, 0) AS professional_lines,
    coalesce(fill.fills, 0) AS fills
FROM count_period
LEFT JOIN line ON line.period = count_period.period
LEFT JOIN fill ON fill.period = count_period.period
