-- Grain: one row an inpatient claim without a from-date in any segment, the first five.
-- Inputs: inpatient_claim. Columns: example VARCHAR, cases BIGINT (all such claims).
SELECT
    'claim ' || claim_id || ' of ' || person_id AS example,
    count(*) OVER () AS cases
FROM inpatient_claim
WHERE from_year = 0
ORDER BY person_id, claim_id
LIMIT 5
