-- Grain: one row a counted member from whom something is carved out. Inputs: member_expenditures; $count_id.
-- Columns: below; the largest amount carved out first.
WITH carved AS (
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
)
SELECT
    person_id,
    carved_out_cents,
    carved_out_inpatient_cents,
    carved_out_outpatient_cents,
    carved_out_carrier_cents,
    carved_out_drg_cents
FROM carved
WHERE
    carved_out_inpatient_cents <> 0
    OR carved_out_outpatient_cents <> 0
    OR carved_out_carrier_cents <> 0
    OR carved_out_drg_cents <> 0
ORDER BY carved_out_cents DESC, person_id
