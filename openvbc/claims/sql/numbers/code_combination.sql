-- Grain: one row a combination of the codes that say what a line of a medical claim is, where lines have it.
-- Inputs: medical_claim
-- Columns: combination BIGINT, claim_type VARCHAR, bill_type_code VARCHAR, source_claim_type_code VARCHAR,
--   revenue_center_code VARCHAR, place_of_service_code VARCHAR, hcpcs_code VARCHAR, drg_code VARCHAR
-- Rule: there are few of them beside lines, so that rules on codes are held against combinations, not lines.
SELECT
    row_number() OVER (
        ORDER BY
            known.claim_type,
            known.bill_type_code,
            known.source_claim_type_code,
            known.revenue_center_code,
            known.place_of_service_code,
            known.hcpcs_code,
            known.drg_code
    ) AS combination,
    known.claim_type,
    known.bill_type_code,
    known.source_claim_type_code,
    known.revenue_center_code,
    known.place_of_service_code,
    known.hcpcs_code,
    known.drg_code
FROM (
    SELECT DISTINCT
        claim_type,
        bill_type_code,
        source_claim_type_code,
        revenue_center_code,
        place_of_service_code,
        hcpcs_code,
        drg_code
    FROM medical_claim
) AS known
