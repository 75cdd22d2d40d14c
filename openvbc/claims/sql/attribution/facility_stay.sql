-- Grain: one row an institutional claim that shows a stay in a facility.
-- Inputs: institutional_bill, stay_bill_type
-- Columns: person BIGINT, stay_kind INTEGER, first_date DATE, last_date DATE
-- Rule: from the claim's first to its last day, both included; the type of bill says which kind of stay. What was
--   paid back is no stay.
SELECT DISTINCT
    bill.person,
    stay_bill_type.stay_kind,
    bill.claim_start_date AS first_date,
    bill.claim_end_date AS last_date
FROM institutional_bill AS bill
JOIN stay_bill_type ON stay_bill_type.bill_type_prefix = substr(bill.bill_type_code, 1, 2)
