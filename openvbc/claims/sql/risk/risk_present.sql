-- Grain: one row a period and person, and family of a rule set with a category that a diagnosis leads to.
-- Inputs: risk_diagnosis, risk_diagnosis_category, risk_person_class, risk_scoring, risk_edit
-- Columns: person_number BIGINT, family INTEGER, bits INTEGER
-- Rule: each category once, whichever diagnoses lead to it: those that the model's table has for the person's sex and
--   age. Categories that hierarchies bind are a family, and each is a bit of it. Joined as written, largest table
--   first.
SELECT
    diagnosis.person_number,
    category.family,
    bit_or(category.bit) AS bits
FROM risk_diagnosis AS diagnosis
JOIN risk_diagnosis_category AS category ON category.code_number = diagnosis.code_number
JOIN risk_person_class AS class ON class.person_number = diagnosis.person_number
JOIN (SELECT period_number * 100 + rule_set_id AS scoring FROM risk_scoring) AS scored
    ON scored.scoring = class.period_number * 100 + category.rule_set_id
JOIN (SELECT edit_number * 1000 + age * 3 + sex AS kind FROM risk_edit) AS edit
    ON edit.kind = category.edit_number * 1000 + class.age * 3 + class.sex
GROUP BY diagnosis.person_number, category.family
