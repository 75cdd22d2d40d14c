-- Grain: one row a period and claim whose diagnoses count for risk scores.
-- Inputs: medical_claim, risk_period, risk_bill_type, risk_procedure, reversed_line
-- Columns: period VARCHAR, claim_id VARCHAR, data_source VARCHAR
-- Rule: a claim counts if its last day lies in the year of diagnoses and it is a professional claim with an eligible
--   procedure code on some line, an inpatient claim of an eligible type of bill, or an outpatient claim of an eligible
--   type of bill with an eligible procedure code on some line. Lines that were paid back count for
--   nothing. All diagnoses of a claim that counts do.
--   Joined as written, largest table first.
SELECT DISTINCT
    risk_period.period,
    line.claim_id,
    line.data_source
FROM medical_claim AS line
JOIN risk_period
    ON EXTRACT(year FROM risk_period.diagnosis_first_date) = EXTRACT(year FROM line.claim_end_date)
    AND line.claim_end_date >= risk_period.diagnosis_first_date
    AND line.claim_end_date <= risk_period.diagnosis_last_date
LEFT JOIN risk_bill_type
    ON risk_bill_type.bill_type_prefix = substr(line.bill_type_code, 1, 2)
LEFT JOIN risk_procedure
    ON risk_procedure.procedure_list = risk_period.procedure_list
    AND risk_procedure.hcpcs_code = line.hcpcs_code
LEFT JOIN reversed_line
    ON reversed_line.claim_id = line.claim_id
    AND reversed_line.claim_line_number = line.claim_line_number
    AND reversed_line.data_source = line.data_source
WHERE reversed_line.claim_id IS NULL
    AND (
        (line.claim_type = 'professional' AND risk_procedure.hcpcs_code IS NOT NULL)
        OR (
            line.claim_type = 'institutional'
            AND (
                risk_bill_type.procedure_needed = 0
                OR (risk_bill_type.procedure_needed = 1 AND risk_procedure.hcpcs_code IS NOT NULL)
            )
        )
    )
