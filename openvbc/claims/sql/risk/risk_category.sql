-- Grain: one row a person and rule set, category and diagnosis that leads to it.
-- Inputs: risk_diagnosis, risk_scoring, risk_diagnosis_category, risk_person_class
-- Columns: subject BIGINT, rule_set_id INTEGER, hcc INTEGER, diagnosis_code VARCHAR
-- Rule: a diagnosis leads to the categories that the model's table has for it and the person's sex and age.
SELECT
    class.person_number * 100 + category.rule_set_id AS subject,
    category.rule_set_id,
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
