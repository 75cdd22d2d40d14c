-- Grain: one row an institutional claim that shows a stay in a facility.
-- Inputs: medical_claim, stay_bill_type, reversed_claim
-- Columns: person_id VARCHAR, stay_kind VARCHAR, first_date DATE, last_date DATE
-- Rule: from the claim's first to its last day, both included; the type of bill says which kind of stay. What was
--   paid back is no stay.
SELECT DISTINCT
    claim.person_id,
    stay_bill_type.stay_kind,
    claim.claim_start_date AS first_date,
    claim.claim_end_date AS last_date
FROM medical_claim AS claim
JOIN stay_bill_type ON stay_bill_type.bill_type_prefix = substr(claim.bill_type_code, 1, 2)
LEFT JOIN reversed_claim
    ON reversed_claim.claim_id = claim.claim_id AND reversed_claim.data_source = claim.data_source
WHERE claim.claim_type = 'institutional' AND reversed_claim.claim_id IS NULL
