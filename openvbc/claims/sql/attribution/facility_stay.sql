-- Grain: one row an institutional claim that shows a stay in a facility.
-- Inputs: medical_claim, stay_bill_type
-- Columns: person_id VARCHAR, stay_kind VARCHAR, first_date DATE, last_date DATE
-- Rule: from the claim's first to its last day, both included; the type of bill says which kind of stay.
SELECT DISTINCT
    claim.person_id,
    stay_bill_type.stay_kind,
    claim.claim_start_date AS first_date,
    claim.claim_end_date AS last_date
FROM medical_claim AS claim
JOIN stay_bill_type ON stay_bill_type.bill_type_prefix = substr(claim.bill_type_code, 1, 2)
WHERE claim.claim_type = 'institutional'
