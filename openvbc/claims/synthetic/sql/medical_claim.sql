-- One row a line. A service that the same clinician gives the same person again on the same day bears XE (separate
-- encounter), as claims have it, so that it is not taken for the same service under two numbers.
WITH itemized AS (
    SELECT
        line.*,
        dense_rank() OVER (
            PARTITION BY
                claim.person_id, claim.bill, claim.clinician_npi, claim.biller_npi, line.day, item.hcpcs, item.revenue
            ORDER BY claim.claim_key
        ) > 1 AND item.hcpcs <> '' AS is_again
    FROM block_line AS line
    JOIN claim ON claim.idx = line.claim
    JOIN item ON item.idx = line.item
)
SELECT
    claim.claim_key || claim.version AS claim_id,
    CAST(line.number AS INTEGER) AS claim_line_number,
    claim.claim_type,
    claim.person_id,
    'Medicare' AS payer,
    'Original Medicare' AS plan,
    claim.start_date AS claim_start_date,
    claim.end_date AS claim_end_date,
    DATE '1970-01-01' + line.day AS claim_line_start_date,
    DATE '1970-01-01' + line.day AS claim_line_end_date,
    claim.admission_date,
    claim.discharge_date,
    claim.admit_source_code,
    claim.admit_type_code,
    claim.disposition AS discharge_disposition_code,
    claim.place AS place_of_service_code,
    claim.bill AS bill_type_code,
    CASE WHEN claim.drg_code = '' THEN '' ELSE 'ms-drg' END AS drg_code_type,
    claim.drg_code,
    item.revenue AS revenue_center_code,
    CAST(line.units AS DECIMAL(18, 4)) AS service_unit_quantity,
    item.hcpcs AS hcpcs_code,
    CASE WHEN line.is_again AND item.modifier = '' THEN 'XE' ELSE item.modifier END AS hcpcs_modifier_1,
    CASE WHEN line.is_again AND item.modifier <> '' THEN 'XE' ELSE '' END AS hcpcs_modifier_2,
    '' AS hcpcs_modifier_3,
    '' AS hcpcs_modifier_4,
    claim.clinician_npi AS rendering_npi,
    CASE WHEN claim.claim_type = 'professional' THEN claim.tin ELSE '' END AS rendering_tin,
    claim.biller_npi AS billing_npi,
    claim.tin AS billing_tin,
    CASE WHEN claim.claim_type = 'institutional' THEN claim.biller_npi ELSE '' END AS facility_npi,
    claim.paid_date,
    CAST(line.paid AS DECIMAL(15, 0)) * 0.01 AS paid_amount,
    CAST(line.allowed AS DECIMAL(15, 0)) * 0.01 AS allowed_amount,
    CAST(line.charge AS DECIMAL(15, 0)) * 0.01 AS charge_amount,
    CAST(line.coinsurance AS DECIMAL(15, 0)) * 0.01 AS coinsurance_amount,
    CAST(0 AS DECIMAL(18, 2)) AS copayment_amount,
    CAST(line.deductible AS DECIMAL(15, 0)) * 0.01 AS deductible_amount,
    CASE WHEN claim.claim_type = 'professional' THEN claim.specialty ELSE '' END AS rendering_specialty_code,
    claim.ccn AS facility_ccn,
    claim.source AS source_claim_type_code,
    CAST(line.sequestration AS DECIMAL(15, 0)) * 0.01 AS sequestration_amount,
    CASE WHEN line.number = 1 THEN CAST(claim.teaching AS DECIMAL(15, 0)) * 0.01 ELSE 0.00 END
        AS indirect_medical_education_amount,
    CASE WHEN line.number = 1 THEN CAST(claim.poor AS DECIMAL(15, 0)) * 0.01 ELSE 0.00 END
        AS disproportionate_share_amount,
    CASE WHEN line.number = 1 THEN CAST(claim.uncompensated AS DECIMAL(15, 0)) * 0.01 ELSE 0.00 END
        AS uncompensated_care_amount,
    'S' || claim.claim_key AS claim_control_number,
    claim.adjustment_type_code,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM itemized AS line
JOIN claim ON claim.idx = line.claim
JOIN item ON item.idx = line.item
