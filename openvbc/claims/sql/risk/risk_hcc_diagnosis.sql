-- Grain: one row a period, rule set, person, category and diagnosis behind it.
-- Inputs: risk_category, risk_subject, risk_diagnosis
-- Columns: period VARCHAR, rule_set VARCHAR, person_id VARCHAR, hcc INTEGER, diagnosis_code VARCHAR, first_date DATE,
--   claim_id VARCHAR, data_source VARCHAR
-- Rule: the diagnoses behind each category, each with the first eligible claim that bears it.
SELECT
    risk_subject.period,
    risk_subject.rule_set,
    risk_subject.person_id,
    risk_category.hcc,
    risk_category.diagnosis_code,
    diagnosis.first_date,
    diagnosis.claim_id,
    diagnosis.data_source
FROM risk_category
JOIN risk_subject ON risk_subject.subject = risk_category.subject
JOIN risk_diagnosis AS diagnosis
    ON diagnosis.period = risk_subject.period
    AND diagnosis.person_id = risk_subject.person_id
    AND diagnosis.diagnosis_code = risk_category.diagnosis_code
