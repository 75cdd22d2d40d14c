-- Grain: one row a counted member. Inputs: truncated_expenditures, member_expenditures; $count_id; $least_excess_cents
-- (0: all members, 1: only those over the threshold).
-- Columns: after_carve_outs_cents = truncated_cents + excess_cents; the largest amount after carve-outs first.
SELECT
    truncated.person_id,
    truncated.remaining_cents AS after_carve_outs_cents,
    truncated.excess_cents,
    truncated.truncated_cents,
    member.inpatient_cents,
    member.outpatient_cents,
    member.carrier_cents,
    member.member_months
FROM truncated_expenditures AS truncated
INNER JOIN member_expenditures AS member
    ON member.count_id = truncated.count_id AND member.person_id = truncated.person_id
WHERE truncated.count_id = $count_id AND truncated.excess_cents >= $least_excess_cents
ORDER BY truncated.remaining_cents DESC, truncated.person_id
