-- Grain: one row an inpatient claim whose person stands in no summary of any year, the first five.
-- Inputs: inpatient_claim, person_year. Columns: example VARCHAR, cases BIGINT (all such claims).
SELECT
    'claim ' || claim.claim_id || ' of ' || claim.person_id AS example,
    count(*) OVER () AS cases
FROM inpatient_claim AS claim
LEFT JOIN (SELECT DISTINCT person_id FROM person_year) AS person ON person.person_id = claim.person_id
WHERE person.person_id IS NULL
ORDER BY claim.person_id, claim.claim_id
LIMIT 5
