-- One row a claim: its first six diagnoses side by side.
SELECT
    claim_id,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 1), '') AS code_1,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 2), '') AS code_2,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 3), '') AS code_3,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 4), '') AS code_4,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 5), '') AS code_5,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 6), '') AS code_6
FROM claim_diagnosis
SEMI JOIN chosen_person USING (person_id)
GROUP BY claim_id
