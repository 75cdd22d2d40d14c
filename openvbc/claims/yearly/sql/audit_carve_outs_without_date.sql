-- Grain: one row an undated inpatient claim of a counted member with a carved-out DRG, the first five.
-- Inputs: inpatient_claim, attribution, request_code; $count_id. Columns: example VARCHAR, cases BIGINT.
SELECT
    'claim ' || claim.claim_id || ' of ' || claim.person_id || ', DRG ' || claim.drg AS example,
    count(*) OVER () AS cases
FROM inpatient_claim AS claim
INNER JOIN attribution
    ON attribution.count_id = $count_id AND attribution.person_id = claim.person_id AND attribution.reason = 'counted'
INNER JOIN request_code AS carved_out
    ON carved_out.count_id = $count_id AND carved_out.kind = 'carved_out_drg' AND carved_out.code = claim.drg
WHERE claim.from_year = 0
ORDER BY claim.person_id, claim.claim_id
LIMIT 5
