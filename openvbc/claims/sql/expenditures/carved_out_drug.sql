-- Grain: one row a drug code of a fill that a carve-out names.
-- Inputs: pharmacy_claim, carve_out_drug_code
-- Columns: ndc_code VARCHAR, carve_out_bits BIGINT
-- Rule: the bits of the carve-outs whose drug codes it meets; a code range that begins with '' holds for every drug.
--   Nothing without carve_out_drug_code.
WITH drug AS (
    SELECT DISTINCT ndc_code
    FROM pharmacy_claim
),
met AS (
    SELECT DISTINCT drug.ndc_code, code.carve_out_bit
    FROM drug
    INNER JOIN carve_out_drug_code AS code
        ON code.ndc_low = '' OR drug.ndc_code BETWEEN code.ndc_low AND code.ndc_high
)
SELECT ndc_code, CAST(sum(carve_out_bit) AS BIGINT) AS carve_out_bits
FROM met
GROUP BY ndc_code
