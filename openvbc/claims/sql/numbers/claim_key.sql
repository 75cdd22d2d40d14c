-- Grain: one row a medical claim.
-- Inputs: medical_claim
-- Columns: claim BIGINT, claim_id VARCHAR, data_source VARCHAR
-- Rule: the number that stands for identifier and source of the claim. It means equality only, as all numbers here do.
SELECT
    row_number() OVER (ORDER BY known.claim_id, known.data_source) AS claim,
    known.claim_id,
    known.data_source
FROM (
    SELECT DISTINCT claim_id, data_source
    FROM medical_claim
) AS known
