-- Grain: one row a counted member. Inputs: member_expenditures; $count_id.
-- Columns: below; the largest amount carved out first.
SELECT
    person_id,
    carved_out_inpatient_cents + carved_out_outpatient_cents + carved_out_carrier_cents + carved_out_drg_cents
        AS carved_out_cents,
    carved_out_inpatient_cents,
    carved_out_outpatient_cents,
    carved_out_carrier_cents,
    carved_out_drg_cents
FROM member_expenditures
WHERE count_id = $count_id
ORDER BY carved_out_cents DESC, person_id
