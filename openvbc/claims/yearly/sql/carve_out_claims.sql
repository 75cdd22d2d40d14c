-- Grain: one row an inpatient claim of a counted member whose DRG the contract carves out.
-- Inputs: attribution, inpatient_claim, request_code ('carved_out_drg'); $count_id, $year.
-- Columns: those of carved_out_claim.
-- Rule: a claim belongs to the year of its from-date, as in the yearly columns; its payment is all its segments'.
INSERT INTO carved_out_claim (count_id, person_id, claim_id, drg, payment_cents)
SELECT $count_id AS count_id, claim.person_id, claim.claim_id, claim.drg, claim.payment_cents
FROM inpatient_claim AS claim
INNER JOIN attribution
    ON attribution.count_id = $count_id AND attribution.person_id = claim.person_id AND attribution.reason = 'counted'
INNER JOIN request_code AS carved_out
    ON carved_out.count_id = $count_id AND carved_out.kind = 'carved_out_drg' AND carved_out.code = claim.drg
WHERE claim.from_year = $year
