-- Grain: one row a period, rule set, person, category and diagnosis behind it.
-- Inputs: risk_diagnosis, risk_scoring, risk_diagnosis_category, risk_person_class
-- Columns: period VARCHAR, rule_set VARCHAR, person_id VARCHAR, hcc INTEGER, diagnosis_code VARCHAR
-- Rule: the diagnoses behind each category: those that the model's table has for the person's sex and age. Which claim
--   bears one first is told by risk_diagnosis_claim.
SELECT
    diagnosis.period,
    risk_scoring.rule_set,
    diagnosis.person_id,
    category.hcc,
    diagnosis.diagnosis_code
FROM risk_diagnosis AS diagnosis
JOIN risk_person_class AS class
    ON class.period = diagnosis.period
    AND class.person_id = diagnosis.person_id
JOIN risk_diagnosis_category AS category
    ON category.diagnosis_code = diagnosis.diagnosis_code
    AND (category.sex = '*' OR category.sex = class.sex)
    AND class.age >= category.first_age
    AND class.age <= category.last_age
JOIN risk_scoring
    ON risk_scoring.period = diagnosis.period
    AND risk_scoring.rule_set_id = category.rule_set_id
