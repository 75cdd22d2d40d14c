-- Grain: one row, the totals of a count.
-- Inputs: member_expenditures, truncated_expenditures, carved_out_claim, truncation_threshold; $count_id.
-- Columns: BIGINT each; counts of members, member months and claims, sums of cents, and the threshold (NULL where the
-- contract does not truncate).
SELECT
    count(*) AS members,
    CAST(coalesce(sum(member.member_months), 0) AS BIGINT) AS member_months,
    CAST(coalesce(sum(member.inpatient_cents), 0) AS BIGINT) AS inpatient_cents,
    CAST(coalesce(sum(member.outpatient_cents), 0) AS BIGINT) AS outpatient_cents,
    CAST(coalesce(sum(member.carrier_cents), 0) AS BIGINT) AS carrier_cents,
    CAST(coalesce(sum(member.inpatient_cents + member.outpatient_cents + member.carrier_cents), 0) AS BIGINT)
        AS gross_cents,
    CAST(coalesce(sum(member.carved_out_inpatient_cents), 0) AS BIGINT) AS carved_out_inpatient_cents,
    CAST(coalesce(sum(member.carved_out_outpatient_cents), 0) AS BIGINT) AS carved_out_outpatient_cents,
    CAST(coalesce(sum(member.carved_out_carrier_cents), 0) AS BIGINT) AS carved_out_carrier_cents,
    CAST(coalesce(sum(member.carved_out_drg_cents), 0) AS BIGINT) AS carved_out_drg_cents,
    CAST(coalesce(sum(truncated.excess_cents), 0) AS BIGINT) AS excess_cents,
    CAST(coalesce(sum(truncated.truncated_cents), 0) AS BIGINT) AS truncated_cents,
    count(CASE WHEN truncated.excess_cents > 0 THEN 1 END) AS members_over_threshold,
    (SELECT count(*) FROM carved_out_claim WHERE count_id = $count_id) AS carved_out_claims,
    (SELECT min(threshold_cents) FROM truncation_threshold WHERE count_id = $count_id) AS threshold_cents
FROM member_expenditures AS member
INNER JOIN truncated_expenditures AS truncated
    ON truncated.count_id = member.count_id AND truncated.person_id = member.person_id
WHERE member.count_id = $count_id
