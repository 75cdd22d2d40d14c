-- Grain: one row a period, person and diagnosis that counts for risk scores.
-- Inputs: claim_diagnosis, risk_claim, risk_period
-- Columns: period VARCHAR, person_id VARCHAR, diagnosis_code VARCHAR, first_date DATE, claim_id VARCHAR,
--   data_source VARCHAR
-- Rule: each diagnosis once, with the first eligible claim that bears it; the earlier last day is first, then the
--   claim's identifier. The first claim is found as the least text of day, claim,
--   source and length of the claim's identifier. Joined as written, largest table first.
WITH borne AS (
    SELECT
        risk_claim.period,
        diagnosis.person_id,
        upper(diagnosis.diagnosis_code) AS code,
        min(
            CAST(diagnosis.claim_end_date AS VARCHAR) || diagnosis.claim_id || ' ' || diagnosis.data_source
            || CAST(1000 + length(diagnosis.claim_id) AS VARCHAR)
        ) AS first_claim
    FROM claim_diagnosis AS diagnosis
    JOIN risk_claim
        ON risk_claim.claim_id = diagnosis.claim_id
        AND risk_claim.data_source = diagnosis.data_source
    JOIN risk_period
        ON risk_period.period = risk_claim.period
        AND diagnosis.claim_end_date >= risk_period.diagnosis_first_date
        AND diagnosis.claim_end_date <= risk_period.diagnosis_last_date
    WHERE diagnosis.diagnosis_code_type <> 'icd-9-cm'
    GROUP BY risk_claim.period, diagnosis.person_id, upper(diagnosis.diagnosis_code)
),

measured AS (
    SELECT
        period,
        person_id,
        code,
        first_claim,
        CAST(substr(first_claim, length(first_claim) - 3, 4) AS INTEGER) - 1000 AS claim_length
    FROM borne
)

SELECT
    period,
    person_id,
    code AS diagnosis_code,
    CAST(substr(first_claim, 1, 10) AS DATE) AS first_date,
    substr(first_claim, 11, claim_length) AS claim_id,
    substr(first_claim, 12 + claim_length, length(first_claim) - claim_length - 15) AS data_source
FROM measured
