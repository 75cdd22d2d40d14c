-- Grain: one row a diagnosis of a medical claim that has lines.
-- Inputs: claim_diagnosis, claim_key, person_key, diagnosis_key
-- Columns: claim BIGINT, person BIGINT, diagnosis BIGINT, diagnosis_sequence INTEGER,
--   claim_start_date DATE, claim_end_date DATE
-- Rule: the diagnosis in numbers. Joined as written, largest table first.
SELECT
    claim_key.claim,
    person_key.person,
    diagnosis_key.diagnosis,
    line.diagnosis_sequence,
    line.claim_start_date,
    line.claim_end_date
FROM claim_diagnosis AS line
INNER JOIN claim_key ON claim_key.claim_id = line.claim_id AND claim_key.data_source = line.data_source
INNER JOIN person_key ON person_key.person_id = line.person_id
INNER JOIN diagnosis_key
    ON
        diagnosis_key.diagnosis_code_type = line.diagnosis_code_type
        AND diagnosis_key.diagnosis_code = line.diagnosis_code
