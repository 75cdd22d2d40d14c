-- Grain: one row a person and rule set, and category that a diagnosis leads to.
-- Inputs: risk_category
-- Columns: subject BIGINT, rule_set_id INTEGER, hcc INTEGER, place BIGINT, diagnoses BIGINT
-- Rule: each category once; `place` stands for subject and category.
SELECT
    subject,
    rule_set_id,
    hcc,
    subject * 1000 + hcc AS place,
    CAST(count(*) AS BIGINT) AS diagnoses
FROM risk_category
GROUP BY subject, rule_set_id, hcc
