-- Grain: one row a combination of the codes that decide what a line of a medical claim is, where lines have it.
-- Inputs: code_combination, category_rule, carve_out_code
-- Columns: combination BIGINT, claim_type VARCHAR, bill_type_code VARCHAR, source_claim_type_code VARCHAR,
--   revenue_center_code VARCHAR, place_of_service_code VARCHAR, hcpcs_code VARCHAR, drg_code VARCHAR,
--   category_number INTEGER, claim_rule_priority INTEGER, carve_out_bits BIGINT, claim_carve_out_bits BIGINT
-- Rule: the category is that of the first line rule (lowest priority) that the combination meets, 0 if it meets none.
--   claim_rule_priority is the first rule for whole claims that it meets, 0 if none. A criterion that is '' holds for
--   every code. carve_out_bits: the bits of the carve-outs whose codes it meets; claim_carve_out_bits: of those that
--   take the whole claim with the line. Rules are held against combinations, not lines, because there are few of them.
WITH ruled AS (
    SELECT
        known.combination,
        min(CASE WHEN rule.whole_claim = 0 THEN rule.priority END) AS line_priority,
        min(CASE WHEN rule.whole_claim = 1 THEN rule.priority END) AS claim_priority
    FROM code_combination AS known
    INNER JOIN category_rule AS rule
        ON
            (rule.claim_type = '' OR rule.claim_type = known.claim_type)
            AND (rule.source_claim_type_code = '' OR rule.source_claim_type_code = known.source_claim_type_code)
            AND (rule.place_of_service_code = '' OR rule.place_of_service_code = known.place_of_service_code)
            AND (rule.bill_type_low = '' OR known.bill_type_code BETWEEN rule.bill_type_low AND rule.bill_type_high)
            AND (
                rule.revenue_center_low = ''
                OR known.revenue_center_code BETWEEN rule.revenue_center_low AND rule.revenue_center_high
            )
            AND (rule.hcpcs_low = '' OR known.hcpcs_code BETWEEN rule.hcpcs_low AND rule.hcpcs_high)
            AND (rule.drg_low = '' OR known.drg_code BETWEEN rule.drg_low AND rule.drg_high)
    GROUP BY known.combination
),
met AS (
    SELECT DISTINCT
        known.combination,
        code.carve_out_bit,
        code.whole_claim
    FROM code_combination AS known
    INNER JOIN carve_out_code AS code
        ON
            (code.drg_low = '' OR known.drg_code BETWEEN code.drg_low AND code.drg_high)
            AND (
                code.revenue_center_low = ''
                OR known.revenue_center_code BETWEEN code.revenue_center_low AND code.revenue_center_high
            )
            AND (code.hcpcs_low = '' OR known.hcpcs_code BETWEEN code.hcpcs_low AND code.hcpcs_high)
),
carved AS (
    SELECT
        combination,
        CAST(sum(CASE WHEN whole_claim = 0 THEN carve_out_bit ELSE 0 END) AS BIGINT) AS carve_out_bits,
        CAST(sum(CASE WHEN whole_claim = 1 THEN carve_out_bit ELSE 0 END) AS BIGINT) AS claim_carve_out_bits
    FROM met
    GROUP BY combination
)
SELECT
    known.combination,
    known.claim_type,
    known.bill_type_code,
    known.source_claim_type_code,
    known.revenue_center_code,
    known.place_of_service_code,
    known.hcpcs_code,
    known.drg_code,
    coalesce(line_rule.category_number, 0) AS category_number,
    coalesce(ruled.claim_priority, 0) AS claim_rule_priority,
    coalesce(carved.carve_out_bits, 0) AS carve_out_bits,
    coalesce(carved.claim_carve_out_bits, 0) AS claim_carve_out_bits
FROM code_combination AS known
LEFT JOIN ruled ON ruled.combination = known.combination
LEFT JOIN category_rule AS line_rule ON line_rule.priority = ruled.line_priority
LEFT JOIN carved ON carved.combination = known.combination
