-- Grain: one row a claim that further codes name and no file of claims has, the first five.
-- Inputs: extra_without_claim. Columns: claim_id VARCHAR, cases BIGINT (all such codes).
SELECT claim_id, sum(count(*)) OVER () AS cases
FROM extra_without_claim
GROUP BY claim_id
ORDER BY claim_id
LIMIT 5
