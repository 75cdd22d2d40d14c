-- Grain: one row a diagnosis and type of code, where claims have it.
-- Inputs: claim_diagnosis
-- Columns: diagnosis BIGINT, diagnosis_code_type VARCHAR, diagnosis_code VARCHAR
-- Rule: the number that stands for the diagnosis where lines are counted.
SELECT
    row_number() OVER (ORDER BY known.diagnosis_code_type, known.diagnosis_code) AS diagnosis,
    known.diagnosis_code_type,
    known.diagnosis_code
FROM (
    SELECT DISTINCT diagnosis_code_type, diagnosis_code
    FROM claim_diagnosis
) AS known
