-- Grain: one row a medical claim that one of its lines or diagnoses puts in a category or a carve-out as a whole.
-- Inputs: medical_line, service_combination, category_rule, diagnosis_line, diagnosis_key, carve_out,
--   carve_out_diagnosis
-- Columns: claim BIGINT, category_number INTEGER, carve_out_bits BIGINT
-- Rule: the category is that of the first rule for whole claims that any of its lines meets, 0 if none. The bits are
--   those of the carve-outs for whole claims that any of its lines meets, and of those that its diagnoses meet (the
--   principal one alone, where the carve-out says so).
WITH marked_combination AS (
    SELECT combination, claim_rule_priority, claim_carve_out_bits
    FROM service_combination
    WHERE claim_rule_priority > 0 OR claim_carve_out_bits > 0
),
found AS (
    SELECT line.claim, marked_combination.claim_rule_priority, marked_combination.claim_carve_out_bits
    FROM medical_line AS line
    INNER JOIN marked_combination ON marked_combination.combination = line.combination
),
categorized AS (
    SELECT claim, min(claim_rule_priority) AS priority
    FROM found
    WHERE claim_rule_priority > 0
    GROUP BY claim
),
line_carve_out AS (
    SELECT DISTINCT found.claim, carve_out.carve_out_bit
    FROM found
    INNER JOIN carve_out ON (found.claim_carve_out_bits & carve_out.carve_out_bit) <> 0
    WHERE found.claim_carve_out_bits > 0
),
carving_diagnosis AS (
    SELECT DISTINCT diagnosis_key.diagnosis, code.carve_out_bit, code.principal_only
    FROM diagnosis_key
    INNER JOIN carve_out_diagnosis AS code
        ON diagnosis_key.diagnosis_code BETWEEN code.diagnosis_low AND code.diagnosis_high
),
diagnosis_carve_out AS (
    SELECT DISTINCT line.claim, carving.carve_out_bit
    FROM diagnosis_line AS line
    INNER JOIN carving_diagnosis AS carving
        ON
            carving.diagnosis = line.diagnosis
            AND (carving.principal_only = 0 OR line.diagnosis_sequence = 1)
),
carved AS (
    SELECT claim, CAST(sum(carve_out_bit) AS BIGINT) AS carve_out_bits
    FROM (
        SELECT claim, carve_out_bit FROM line_carve_out
        UNION
        SELECT claim, carve_out_bit FROM diagnosis_carve_out
    ) AS carve_outs
    GROUP BY claim
)
SELECT
    coalesce(categorized.claim, carved.claim) AS claim,
    coalesce(rule.category_number, 0) AS category_number,
    coalesce(carved.carve_out_bits, 0) AS carve_out_bits
FROM categorized
FULL JOIN carved ON carved.claim = categorized.claim
LEFT JOIN category_rule AS rule ON rule.priority = categorized.priority
