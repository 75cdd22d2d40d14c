-- Grain: one row a medical claim with a payment after the earliest run-out of the periods.
-- Inputs: medical_claim; $paid_through
-- Columns: claim_id VARCHAR, data_source VARCHAR, late_day INTEGER
-- Rule: late_day is the day of the claim's last payment; whether that is too late is asked period by period.
SELECT
    claim_id,
    data_source,
    CAST(max(date_diff('day', CAST('1900-01-01' AS DATE), paid_date)) AS INTEGER) AS late_day
FROM medical_claim
WHERE paid_date > $paid_through
GROUP BY claim_id, data_source
