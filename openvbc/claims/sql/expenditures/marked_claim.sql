-- Grain: one row a medical claim that one of its lines or diagnoses puts in a category or a carve-out as a whole.
-- Inputs: medical_claim, service_combination, category_rule, claim_diagnosis, carve_out, carve_out_diagnosis
-- Columns: claim_id VARCHAR, data_source VARCHAR, category_number INTEGER, carve_out_bits BIGINT
-- Rule: the category is that of the first rule for whole claims that any of its lines meets, 0 if none. The bits are
--   those of the carve-outs for whole claims that any of its lines meets, and of those that its diagnoses meet (the
--   principal one alone, where the carve-out says so).
WITH marked_combination AS (
    SELECT *
    FROM service_combination
    WHERE claim_rule_priority > 0 OR claim_carve_out_bits > 0
),
found AS (
    SELECT
        medical_claim.claim_id,
        medical_claim.data_source,
        marked_combination.claim_rule_priority,
        marked_combination.claim_carve_out_bits
    FROM medical_claim
    INNER JOIN marked_combination
        ON
            marked_combination.claim_type = medical_claim.claim_type
            AND marked_combination.bill_type_code = medical_claim.bill_type_code
            AND marked_combination.source_claim_type_code = medical_claim.source_claim_type_code
            AND marked_combination.revenue_center_code = medical_claim.revenue_center_code
            AND marked_combination.place_of_service_code = medical_claim.place_of_service_code
            AND marked_combination.hcpcs_code = medical_claim.hcpcs_code
            AND marked_combination.drg_code = medical_claim.drg_code
),
categorized AS (
    SELECT claim_id, data_source, min(claim_rule_priority) AS priority
    FROM found
    WHERE claim_rule_priority > 0
    GROUP BY claim_id, data_source
),
line_carve_out AS (
    SELECT DISTINCT found.claim_id, found.data_source, carve_out.carve_out_bit
    FROM found
    INNER JOIN carve_out ON (found.claim_carve_out_bits & carve_out.carve_out_bit) <> 0
    WHERE found.claim_carve_out_bits > 0
),
diagnosis_carve_out AS (
    SELECT DISTINCT diagnosis.claim_id, diagnosis.data_source, code.carve_out_bit
    FROM claim_diagnosis AS diagnosis
    INNER JOIN carve_out_diagnosis AS code
        ON
            diagnosis.diagnosis_code BETWEEN code.diagnosis_low AND code.diagnosis_high
            AND (code.principal_only = 0 OR diagnosis.diagnosis_sequence = 1)
),
carved AS (
    SELECT claim_id, data_source, CAST(sum(carve_out_bit) AS BIGINT) AS carve_out_bits
    FROM (
        SELECT claim_id, data_source, carve_out_bit FROM line_carve_out
        UNION
        SELECT claim_id, data_source, carve_out_bit FROM diagnosis_carve_out
    ) AS carve_outs
    GROUP BY claim_id, data_source
)
SELECT
    coalesce(categorized.claim_id, carved.claim_id) AS claim_id,
    coalesce(categorized.data_source, carved.data_source) AS data_source,
    coalesce(rule.category_number, 0) AS category_number,
    coalesce(carved.carve_out_bits, 0) AS carve_out_bits
FROM categorized
FULL JOIN carved ON carved.claim_id = categorized.claim_id AND carved.data_source = categorized.data_source
LEFT JOIN category_rule AS rule ON rule.priority = categorized.priority
