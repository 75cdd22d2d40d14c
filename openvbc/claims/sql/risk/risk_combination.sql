-- Grain: one row a list of eligible procedures and combination of codes that makes its claim count for risk scores.
-- Inputs: code_combination, risk_period, risk_bill_type, risk_procedure
-- Columns: procedure_list VARCHAR, combination BIGINT
-- Rule: a claim counts that is a professional claim with an eligible procedure code on some line, an inpatient claim of
--   an eligible type of bill, or an outpatient claim of an eligible type of bill with an eligible procedure code on
--   some line.
SELECT
    listed.procedure_list,
    known.combination
FROM code_combination AS known
CROSS JOIN (SELECT DISTINCT procedure_list FROM risk_period) AS listed
LEFT JOIN risk_bill_type
    ON risk_bill_type.bill_type_prefix = substr(known.bill_type_code, 1, 2)
LEFT JOIN risk_procedure
    ON risk_procedure.procedure_list = listed.procedure_list
    AND risk_procedure.hcpcs_code = known.hcpcs_code
WHERE (known.claim_type = 'professional' AND risk_procedure.hcpcs_code IS NOT NULL)
    OR (
        known.claim_type = 'institutional'
        AND (
            risk_bill_type.procedure_needed = 0
            OR (risk_bill_type.procedure_needed = 1 AND risk_procedure.hcpcs_code IS NOT NULL)
        )
    )
