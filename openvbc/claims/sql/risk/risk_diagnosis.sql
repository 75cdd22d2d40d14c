-- Grain: one row a period, person and diagnosis that counts for risk scores.
-- Inputs: claim_diagnosis, risk_claim, risk_period
-- Columns: period VARCHAR, person_id VARCHAR, diagnosis_code VARCHAR, first_date DATE, claim_id VARCHAR,
--   data_source VARCHAR
-- Rule: each diagnosis once, with the first eligible claim that bears it; the earlier last day is first, then the
--   claim's identifier.
SELECT
    risk_claim.period,
    diagnosis.person_id,
    upper(diagnosis.diagnosis_code) AS diagnosis_code,
    diagnosis.claim_end_date AS first_date,
    diagnosis.claim_id,
    diagnosis.data_source
FROM claim_diagnosis AS diagnosis
JOIN risk_claim
    ON risk_claim.claim_id = diagnosis.claim_id
    AND risk_claim.data_source = diagnosis.data_source
JOIN risk_period
    ON risk_period.period = risk_claim.period
    AND diagnosis.claim_end_date >= risk_period.diagnosis_first_date
    AND diagnosis.claim_end_date <= risk_period.diagnosis_last_date
WHERE diagnosis.diagnosis_code_type <> 'icd-9-cm'
QUALIFY row_number() OVER (
    PARTITION BY risk_claim.period, diagnosis.person_id, upper(diagnosis.diagnosis_code)
    ORDER BY diagnosis.claim_end_date, diagnosis.claim_id, diagnosis.data_source, diagnosis.diagnosis_sequence
) = 1
