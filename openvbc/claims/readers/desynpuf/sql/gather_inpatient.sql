-- Grain: one row a HCPCS code of a segment, or one row a segment that has none.
-- Inputs: typed_rows of an inpatient file.
-- Rule: a claim's payment is the sum of its segments; its days are the first and the last of them, because a further
-- segment has none of its own. Its group is that of the lowest segment that has one. Its codes are those of all
-- segments, the first segment's first. All codes are ICD-9.
INSERT INTO medicare_line BY NAME
WITH segment AS (
    SELECT
        * REPLACE (without_point_zero(CLM_ID) AS CLM_ID),
        list_filter(list_value(*COLUMNS('^HCPCS_CD_[0-9]+$')), lambda c: c <> '') AS hcpcs_codes,
        list_filter(list_value(*COLUMNS('^ICD9_DGNS_CD_[0-9]+$')), lambda c: c <> '') AS diagnoses,
        list_filter(list_value(*COLUMNS('^ICD9_PRCDR_CD_[0-9]+$')), lambda c: c <> '') AS procedures
    FROM typed_rows
),
claim AS (
    SELECT
        CLM_ID,
        min(CLM_FROM_DT) AS first_day,
        max(CLM_THRU_DT) AS last_day,
        CAST(sum(CLM_PMT_AMT) AS DECIMAL(18, 2)) AS paid,
        flatten(list(diagnoses ORDER BY SEGMENT)) AS diagnosis_codes,
        flatten(list(procedures ORDER BY SEGMENT)) AS procedure_codes,
        min(CLM_ADMSN_DT) AS admission_day,
        max(NCH_BENE_DSCHRG_DT) AS discharge_day,
        coalesce(arg_min(digits_of(CLM_DRG_CD, 3), SEGMENT) FILTER (CLM_DRG_CD <> ''), '') AS drg,
        sum(NCH_BENE_IP_DDCTBL_AMT) AS deductible,
        sum(NCH_BENE_PTA_COINSRNC_LBLTY_AM) AS coinsurance,
        max(PRVDR_NUM) AS provider
    FROM segment
    GROUP BY CLM_ID
),
line AS (
    SELECT
        CLM_ID,
        DESYNPUF_ID,
        AT_PHYSN_NPI,
        SEGMENT,
        unnest(CASE WHEN len(hcpcs_codes) = 0 THEN [''] ELSE hcpcs_codes END) AS hcpcs_code,
        unnest(range(1, greatest(len(hcpcs_codes), 1) + 1)) AS place,
        source_file,
        source_row
    FROM segment
)
SELECT
    line.CLM_ID AS claim_id,
    CAST((line.SEGMENT - 1) * 45 + line.place AS INTEGER) AS claim_line_number,
    line.DESYNPUF_ID AS person_id,
    'institutional' AS claim_type,
    '60' AS source_claim_type_code,
    '' AS final_action,
    false AS deleted,
    claim.first_day AS claim_start_date,
    claim.last_day AS claim_end_date,
    claim.admission_day AS admission_date,
    claim.discharge_day AS discharge_date,
    claim.drg AS drg_code,
    '' AS admit_source_code,
    '' AS admit_type_code,
    '' AS discharge_disposition_code,
    '' AS place_of_service_code,
    '' AS bill_type_code,
    '' AS revenue_center_code,
    line.hcpcs_code,
    '' AS hcpcs_modifier_1,
    '' AS hcpcs_modifier_2,
    '' AS hcpcs_modifier_3,
    '' AS hcpcs_modifier_4,
    line.AT_PHYSN_NPI AS rendering_npi,
    '' AS rendering_tin,
    '' AS billing_npi,
    '' AS billing_tin,
    '' AS facility_npi,
    '' AS rendering_specialty_code,
    claim.provider AS facility_ccn,
    '' AS claim_control_number,
    claim.paid AS claim_paid_amount,
    claim.coinsurance AS coinsurance_amount,
    claim.deductible AS deductible_amount,
    claim.diagnosis_codes,
    list_transform(claim.diagnosis_codes, lambda c: '9') AS diagnosis_versions,
    list_transform(claim.diagnosis_codes, lambda c: '') AS present_codes,
    claim.procedure_codes,
    list_transform(claim.procedure_codes, lambda c: '9') AS procedure_versions,
    list_transform(claim.procedure_codes, lambda c: CAST(NULL AS DATE)) AS procedure_dates,
    line.source_file,
    line.source_row
FROM line
INNER JOIN claim ON claim.CLM_ID = line.CLM_ID;

-- Grain of what follows: one row an inpatient claim whose segments name different groups. Inputs: typed_rows.
INSERT INTO groups_differ
SELECT without_point_zero(CLM_ID)
FROM typed_rows
WHERE CLM_DRG_CD <> ''
GROUP BY without_point_zero(CLM_ID)
HAVING count(DISTINCT digits_of(CLM_DRG_CD, 3)) > 1
