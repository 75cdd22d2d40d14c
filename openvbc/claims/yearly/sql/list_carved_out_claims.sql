-- Grain: one row an inpatient claim of a carved-out DRG. Inputs: carved_out_claim, member_expenditures; $count_id.
-- Columns: payment_cents is the claim's; member_carved_out_cents what is taken out for all claims of the member.
SELECT
    claim.person_id,
    claim.claim_id,
    claim.drg,
    claim.payment_cents,
    member.inpatient_cents AS member_inpatient_cents,
    member.carved_out_drg_cents AS member_carved_out_cents
FROM carved_out_claim AS claim
INNER JOIN member_expenditures AS member
    ON member.count_id = claim.count_id AND member.person_id = claim.person_id
WHERE claim.count_id = $count_id
ORDER BY claim.payment_cents DESC, claim.person_id, claim.claim_id
