-- Grain: one row a claim of a data source, medical or pharmacy.
-- Inputs: medical_claim, pharmacy_claim
-- Columns: claim_kind VARCHAR, data_source VARCHAR, claim_id VARCHAR, person_id VARCHAR, people_differ INTEGER,
--     dates_differ INTEGER, claim_start_date DATE, claim_end_date DATE, paid_cents BIGINT, allowed_cents BIGINT,
--     allowed_known INTEGER
-- Rule: what audits ask of claims, gathered in one pass over the lines. people_differ and dates_differ are 1 where
--     lines of a claim disagree; allowed_known is 1 where every line with a payment also has an allowed amount.
SELECT
    'medical' AS claim_kind,
    data_source,
    claim_id,
    min(person_id) AS person_id,
    CASE WHEN min(person_id) <> max(person_id) THEN 1 ELSE 0 END AS people_differ,
    CASE
        WHEN
            min(claim_start_date) <> max(claim_start_date)
            OR min(claim_end_date) <> max(claim_end_date)
            THEN 1
        ELSE 0
    END AS dates_differ,
    min(claim_start_date) AS claim_start_date,
    max(claim_end_date) AS claim_end_date,
    CAST(sum(coalesce(paid_amount, 0)) * 100 AS BIGINT) AS paid_cents,
    CAST(sum(coalesce(allowed_amount, 0)) * 100 AS BIGINT) AS allowed_cents,
    min(CASE WHEN allowed_amount IS NULL AND coalesce(paid_amount, 0) <> 0 THEN 0 ELSE 1 END) AS allowed_known
FROM medical_claim
GROUP BY data_source, claim_id
UNION ALL
SELECT
    'pharmacy' AS claim_kind,
    data_source,
    claim_id,
    min(person_id) AS person_id,
    CASE WHEN min(person_id) <> max(person_id) THEN 1 ELSE 0 END AS people_differ,
    0 AS dates_differ,
    min(dispensing_date) AS claim_start_date,
    max(dispensing_date) AS claim_end_date,
    CAST(sum(coalesce(paid_amount, 0)) * 100 AS BIGINT) AS paid_cents,
    CAST(sum(coalesce(allowed_amount, 0)) * 100 AS BIGINT) AS allowed_cents,
    min(CASE WHEN allowed_amount IS NULL AND coalesce(paid_amount, 0) <> 0 THEN 0 ELSE 1 END) AS allowed_known
FROM pharmacy_claim
GROUP BY data_source, claim_id
