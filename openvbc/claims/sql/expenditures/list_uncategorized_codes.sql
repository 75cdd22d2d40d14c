-- Grain: one row a combination of codes that meets no category rule.
-- Inputs: service_combination
-- Columns: claim_type VARCHAR, bill_type_code VARCHAR, source_claim_type_code VARCHAR, revenue_center_code VARCHAR,
--   place_of_service_code VARCHAR, hcpcs_code VARCHAR, drg_code VARCHAR
-- Rule: lines with these codes have no category, neither by a line rule nor by a rule for whole claims of their own.
SELECT
    claim_type,
    bill_type_code,
    source_claim_type_code,
    revenue_center_code,
    place_of_service_code,
    hcpcs_code,
    drg_code
FROM service_combination
WHERE category_number = 0 AND claim_rule_priority = 0
ORDER BY
    claim_type,
    bill_type_code,
    source_claim_type_code,
    revenue_center_code,
    place_of_service_code,
    hcpcs_code,
    drg_code
