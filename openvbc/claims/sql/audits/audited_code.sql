-- Grain: one row a column, code set and code that stands in the tables.
-- Inputs: eligibility, medical_claim, claim_diagnosis, claim_procedure, pharmacy_claim, provider, provider_attribution
-- Columns: place VARCHAR, code_set VARCHAR, code VARCHAR, row_count BIGINT
-- Rule: what stands in columns of codes, once each with its number of rows; absent codes are left out. The code set of
--     a diagnosis or procedure is the type that its row names.
SELECT 'eligibility.sex' AS place, 'sex' AS code_set, sex AS code, count(*) AS row_count
FROM eligibility
WHERE sex <> ''
GROUP BY sex
UNION ALL
SELECT 'eligibility.state' AS place, 'state' AS code_set, state AS code, count(*) AS row_count
FROM eligibility
WHERE state <> ''
GROUP BY state
UNION ALL
SELECT
    'eligibility.dual_status_code' AS place,
    'dual_status' AS code_set,
    dual_status_code AS code,
    count(*) AS row_count
FROM eligibility
WHERE dual_status_code <> ''
GROUP BY dual_status_code
UNION ALL
SELECT
    'eligibility.medicare_status_code' AS place,
    'medicare_status' AS code_set,
    medicare_status_code AS code,
    count(*) AS row_count
FROM eligibility
WHERE medicare_status_code <> ''
GROUP BY medicare_status_code
UNION ALL
SELECT
    'eligibility.original_reason_entitlement_code' AS place,
    'original_reason_entitlement' AS code_set,
    original_reason_entitlement_code AS code,
    count(*) AS row_count
FROM eligibility
WHERE original_reason_entitlement_code <> ''
GROUP BY original_reason_entitlement_code
UNION ALL
SELECT
    'eligibility.medicaid_indicator' AS place,
    'yes_or_no' AS code_set,
    medicaid_indicator AS code,
    count(*) AS row_count
FROM eligibility
WHERE medicaid_indicator <> ''
GROUP BY medicaid_indicator
UNION ALL
SELECT 'eligibility.part_a' AS place, 'yes_or_no' AS code_set, part_a AS code, count(*) AS row_count
FROM eligibility
WHERE part_a <> ''
GROUP BY part_a
UNION ALL
SELECT 'eligibility.part_b' AS place, 'yes_or_no' AS code_set, part_b AS code, count(*) AS row_count
FROM eligibility
WHERE part_b <> ''
GROUP BY part_b
UNION ALL
SELECT 'eligibility.part_d' AS place, 'yes_or_no' AS code_set, part_d AS code, count(*) AS row_count
FROM eligibility
WHERE part_d <> ''
GROUP BY part_d
UNION ALL
SELECT
    'eligibility.medicare_advantage' AS place,
    'yes_or_no' AS code_set,
    medicare_advantage AS code,
    count(*) AS row_count
FROM eligibility
WHERE medicare_advantage <> ''
GROUP BY medicare_advantage
UNION ALL
SELECT 'eligibility.institutional' AS place, 'yes_or_no' AS code_set, institutional AS code, count(*) AS row_count
FROM eligibility
WHERE institutional <> ''
GROUP BY institutional
UNION ALL
SELECT 'medical_claim.claim_type' AS place, 'claim_type' AS code_set, claim_type AS code, count(*) AS row_count
FROM medical_claim
WHERE claim_type <> ''
GROUP BY claim_type
UNION ALL
SELECT
    'medical_claim.place_of_service_code' AS place,
    'place_of_service' AS code_set,
    place_of_service_code AS code,
    count(*) AS row_count
FROM medical_claim
WHERE place_of_service_code <> ''
GROUP BY place_of_service_code
UNION ALL
SELECT 'medical_claim.bill_type_code' AS place, 'bill_type' AS code_set, bill_type_code AS code, count(*) AS row_count
FROM medical_claim
WHERE bill_type_code <> ''
GROUP BY bill_type_code
UNION ALL
SELECT 'medical_claim.drg_code_type' AS place, 'drg_code_type' AS code_set, drg_code_type AS code, count(*) AS row_count
FROM medical_claim
WHERE drg_code_type <> ''
GROUP BY drg_code_type
UNION ALL
SELECT 'medical_claim.drg_code' AS place, 'drg' AS code_set, drg_code AS code, count(*) AS row_count
FROM medical_claim
WHERE drg_code <> ''
GROUP BY drg_code
UNION ALL
SELECT
    'medical_claim.revenue_center_code' AS place,
    'revenue_center' AS code_set,
    revenue_center_code AS code,
    count(*) AS row_count
FROM medical_claim
WHERE revenue_center_code <> ''
GROUP BY revenue_center_code
UNION ALL
SELECT 'medical_claim.hcpcs_code' AS place, 'hcpcs' AS code_set, hcpcs_code AS code, count(*) AS row_count
FROM medical_claim
WHERE hcpcs_code <> ''
GROUP BY hcpcs_code
UNION ALL
SELECT
    'medical_claim.rendering_specialty_code' AS place,
    'specialty' AS code_set,
    rendering_specialty_code AS code,
    count(*) AS row_count
FROM medical_claim
WHERE rendering_specialty_code <> ''
GROUP BY rendering_specialty_code
UNION ALL
SELECT 'medical_claim.facility_ccn' AS place, 'ccn' AS code_set, facility_ccn AS code, count(*) AS row_count
FROM medical_claim
WHERE facility_ccn <> ''
GROUP BY facility_ccn
UNION ALL
SELECT
    'claim_diagnosis.diagnosis_code_type' AS place,
    'diagnosis_code_type' AS code_set,
    diagnosis_code_type AS code,
    count(*) AS row_count
FROM claim_diagnosis
WHERE diagnosis_code_type <> ''
GROUP BY diagnosis_code_type
UNION ALL
SELECT
    'claim_procedure.procedure_code_type' AS place,
    'procedure_code_type' AS code_set,
    procedure_code_type AS code,
    count(*) AS row_count
FROM claim_procedure
WHERE procedure_code_type <> ''
GROUP BY procedure_code_type
UNION ALL
SELECT 'pharmacy_claim.ndc_code' AS place, 'ndc' AS code_set, ndc_code AS code, count(*) AS row_count
FROM pharmacy_claim
WHERE ndc_code <> ''
GROUP BY ndc_code
UNION ALL
SELECT 'provider.specialty_code' AS place, 'specialty' AS code_set, specialty_code AS code, count(*) AS row_count
FROM provider
WHERE specialty_code <> ''
GROUP BY specialty_code
UNION ALL
SELECT 'provider.ccn' AS place, 'ccn' AS code_set, ccn AS code, count(*) AS row_count
FROM provider
WHERE ccn <> ''
GROUP BY ccn
UNION ALL
SELECT
    'claim_diagnosis.diagnosis_code' AS place,
    diagnosis_code_type AS code_set,
    diagnosis_code AS code,
    count(*) AS row_count
FROM claim_diagnosis
WHERE diagnosis_code <> ''
GROUP BY diagnosis_code_type, diagnosis_code
UNION ALL
SELECT
    'claim_procedure.procedure_code' AS place,
    procedure_code_type AS code_set,
    procedure_code AS code,
    count(*) AS row_count
FROM claim_procedure
WHERE procedure_code <> ''
GROUP BY procedure_code_type, procedure_code
UNION ALL
SELECT
    'provider_attribution.year_month' AS place,
    'year_month' AS code_set,
    CAST(year_month AS VARCHAR) AS code,
    count(*) AS row_count
FROM provider_attribution
GROUP BY year_month
