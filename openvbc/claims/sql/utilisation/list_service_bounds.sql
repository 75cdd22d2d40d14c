-- Grain: one row.
-- Inputs: medical_claim
-- Columns: first_date DATE, last_date DATE
-- Rule: the first and last day on which a claim ends; NULL where there is no claim.
SELECT min(claim_end_date) AS first_date, max(claim_end_date) AS last_date
FROM medical_claim
