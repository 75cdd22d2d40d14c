-- Grain: one row a period, rule set, person, category and diagnosis behind it.
-- Inputs: risk_diagnosis, risk_scoring, risk_diagnosis_category, risk_edit, risk_category, risk_diagnosis_code,
--   risk_person_class, person_key
-- Columns: period VARCHAR, rule_set VARCHAR, person_id VARCHAR, hcc INTEGER, diagnosis_code VARCHAR
-- Rule: the diagnoses behind each category: those that the model's table has for the person's sex and age. Which claim
--   bears one first is told by risk_diagnosis_claim.
SELECT
    risk_scoring.period,
    risk_scoring.rule_set,
    person_key.person_id,
    risk_category.hcc,
    known.diagnosis_code
FROM risk_diagnosis AS diagnosis
JOIN risk_diagnosis_code AS known ON known.code_number = diagnosis.code_number
JOIN risk_person_class AS class ON class.person_number = diagnosis.person_number
JOIN person_key ON person_key.person = class.person
JOIN risk_diagnosis_category AS category ON category.code_number = diagnosis.code_number
JOIN risk_edit
    ON risk_edit.edit_number = category.edit_number
    AND risk_edit.age = class.age
    AND risk_edit.sex = class.sex
JOIN risk_category
    ON risk_category.family = category.family
    AND risk_category.bit = category.bit
JOIN risk_scoring
    ON risk_scoring.period_number = class.period_number
    AND risk_scoring.rule_set_id = category.rule_set_id
