-- Grain: one row a person and rule set, and category that a diagnosis leads to.
-- Inputs: risk_diagnosis, risk_scoring, risk_diagnosis_category, risk_person_class
-- Columns: subject BIGINT, rule_set_id INTEGER, profile BIGINT, hcc INTEGER, place BIGINT
-- Rule: each category once, whichever diagnoses lead to it: those that the model's table has for the person's sex and
--   age. `subject` stands for period, person and rule set, `place` for subject and category; `profile` is the
--   person's. Joined as written, largest table first.
SELECT
    class.person_number * 100 + category.rule_set_id AS subject,
    category.rule_set_id,
    class.profile,
    category.hcc,
    (class.person_number * 100 + category.rule_set_id) * 1000 + category.hcc AS place
FROM risk_diagnosis AS diagnosis
JOIN risk_person_class AS class ON class.person_number = diagnosis.person_number
JOIN risk_diagnosis_category AS category
    ON category.code_number = diagnosis.code_number
    AND (category.sex = -1 OR category.sex = class.sex)
    AND class.age >= category.first_age
    AND class.age <= category.last_age
JOIN risk_scoring
    ON risk_scoring.period_number = class.period_number
    AND risk_scoring.rule_set_id = category.rule_set_id
GROUP BY class.person_number, class.profile, category.rule_set_id, category.hcc
