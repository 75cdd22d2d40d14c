-- Grain: one row a table, payer, plan and type of payer that its rows name.
-- Inputs: eligibility, medical_claim, pharmacy_claim, annual_expenditure, provider_attribution
-- Columns: named_in VARCHAR, payer VARCHAR, plan VARCHAR, payer_type VARCHAR, row_count BIGINT, paid_cents BIGINT
-- Rule: '' where a row names none. The type of a payer stands in enrollment alone. paid_cents is 0 where a table has no
--     dollars.
SELECT 'eligibility' AS named_in, payer, plan, payer_type, count(*) AS row_count, CAST(0 AS BIGINT) AS paid_cents
FROM eligibility
GROUP BY payer, plan, payer_type
UNION ALL
SELECT
    'medical_claim' AS named_in,
    payer,
    plan,
    '' AS payer_type,
    count(*) AS row_count,
    CAST(coalesce(sum(paid_amount), 0) * 100 AS BIGINT) AS paid_cents
FROM medical_claim
GROUP BY payer, plan
UNION ALL
SELECT
    'pharmacy_claim' AS named_in,
    payer,
    plan,
    '' AS payer_type,
    count(*) AS row_count,
    CAST(coalesce(sum(paid_amount), 0) * 100 AS BIGINT) AS paid_cents
FROM pharmacy_claim
GROUP BY payer, plan
UNION ALL
SELECT
    'annual_expenditure' AS named_in,
    payer,
    plan,
    '' AS payer_type,
    count(*) AS row_count,
    CAST(coalesce(sum(paid_amount), 0) * 100 AS BIGINT) AS paid_cents
FROM annual_expenditure
GROUP BY payer, plan
UNION ALL
SELECT
    'provider_attribution' AS named_in,
    payer,
    plan,
    '' AS payer_type,
    count(*) AS row_count,
    CAST(0 AS BIGINT) AS paid_cents
FROM provider_attribution
GROUP BY payer, plan
