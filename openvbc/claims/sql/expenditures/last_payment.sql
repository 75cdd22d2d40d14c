-- Grain: one row.
-- Inputs: medical_claim
-- Columns: last_paid_date DATE
-- Rule: the last day on which any line of a medical claim was paid; NULL if no line says it.
SELECT max(paid_date) AS last_paid_date
FROM medical_claim
