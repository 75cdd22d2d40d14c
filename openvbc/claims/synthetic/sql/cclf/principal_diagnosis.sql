-- One row a claim: its principal diagnosis.
SELECT claim_id, diagnosis_code
FROM claim_diagnosis
SEMI JOIN chosen_person USING (person_id)
WHERE diagnosis_sequence = 1
