-- Grain: one row a counted member whose carved-out DRG claims exceed the inpatient amount, the first five.
-- Inputs: member_expenditures; $count_id. Columns: example VARCHAR, cases BIGINT (all such members).
SELECT
    person_id || ' (' || (drg_claims_cents - carved_out_drg_cents) || ' cents not taken out)' AS example,
    count(*) OVER () AS cases
FROM member_expenditures
WHERE count_id = $count_id AND drg_claims_cents > carved_out_drg_cents
ORDER BY drg_claims_cents - carved_out_drg_cents DESC, person_id
LIMIT 5
