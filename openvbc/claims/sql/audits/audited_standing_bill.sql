-- Grain: one row bills of one source, person, facility, kind and days that have dollars left.
-- Inputs: audited_bill, known_code
-- Columns: data_source VARCHAR, person_id VARCHAR, facility VARCHAR, kind_of_bill VARCHAR, claim_start_date DATE,
--     claim_end_date DATE, claim_id VARCHAR, amount DECIMAL(18,2), is_stay INTEGER
-- Rule: what a void may void and a replacement may replace: bills that are neither, less what was taken back of them,
--     voids below zero among it. claim_id is the first above zero. is_stay is 1 for kinds of bill of stays.
SELECT
    bill.data_source,
    bill.person_id,
    bill.facility,
    bill.kind_of_bill,
    bill.claim_start_date,
    bill.claim_end_date,
    min(CASE WHEN bill.amount > 0 THEN bill.claim_id END) AS claim_id,
    CAST(sum(bill.amount) AS DECIMAL(18, 2)) AS amount,
    max(CASE WHEN stay.code IS NOT NULL THEN 1 ELSE 0 END) AS is_stay
FROM audited_bill AS bill
LEFT JOIN known_code AS stay ON stay.code_set = 'stay' AND stay.code = bill.kind_of_bill
WHERE bill.claim_type = 'institutional'
    AND bill.is_replacement = 0
    AND NOT (bill.is_void = 1 AND bill.amount > 0)
GROUP BY
    bill.data_source, bill.person_id, bill.facility, bill.kind_of_bill, bill.claim_start_date, bill.claim_end_date
HAVING sum(bill.amount) > 0
