-- Grain: one row a line of a medical claim that is no service: it was paid back, or pays back.
-- Inputs: medical_claim, taken_back_line, reversed_claim
-- Columns: claim_id VARCHAR, claim_line_number INTEGER, data_source VARCHAR
-- Rule: lines of whose service nothing is left, and every line of a claim of which nothing is left. What was paid back
--   did not happen, whenever it was paid back: visits, stays, measures, diagnoses and attribution leave these lines
--   out. Dollars are untouched: plus and minus are both in them.
SELECT claim_id, claim_line_number, data_source
FROM taken_back_line
UNION
SELECT medical_claim.claim_id, medical_claim.claim_line_number, medical_claim.data_source
FROM medical_claim
INNER JOIN reversed_claim
    ON reversed_claim.claim_id = medical_claim.claim_id AND reversed_claim.data_source = medical_claim.data_source
