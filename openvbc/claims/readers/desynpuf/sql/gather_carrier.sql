-- Grain: one row a line. Inputs: typed_rows of a carrier file, which has thirteen lines beside each other on a row.
-- Rule: a place without code, clinician and dollars is no line. The claim's payment is the sum of its lines. All codes
-- are ICD-9; the tax number is that of who billed and of who rendered.
INSERT INTO medicare_line BY NAME
WITH place AS (
    SELECT
        without_point_zero(CLM_ID) AS claim_id,
        DESYNPUF_ID,
        CLM_FROM_DT,
        CLM_THRU_DT,
        list_filter(list_value(*COLUMNS('^ICD9_DGNS_CD_[0-9]+$')), lambda c: c <> '') AS diagnosis_codes,
        CAST(list_sum(list_value(*COLUMNS('^LINE_NCH_PMT_AMT_[0-9]+$'))) AS DECIMAL(18, 2)) AS claim_paid_amount,
        unnest(range(1, 14)) AS line_number,
        unnest(list_value(*COLUMNS('^PRF_PHYSN_NPI_[0-9]+$'))) AS prf_physn_npi,
        unnest(list_value(*COLUMNS('^TAX_NUM_[0-9]+$'))) AS tax_num,
        unnest(list_value(*COLUMNS('^HCPCS_CD_[0-9]+$'))) AS hcpcs_cd,
        unnest(list_value(*COLUMNS('^LINE_NCH_PMT_AMT_[0-9]+$'))) AS line_nch_pmt_amt,
        unnest(list_value(*COLUMNS('^LINE_BENE_PTB_DDCTBL_AMT_[0-9]+$'))) AS line_bene_ptb_ddctbl_amt,
        unnest(list_value(*COLUMNS('^LINE_COINSRNC_AMT_[0-9]+$'))) AS line_coinsrnc_amt,
        unnest(list_value(*COLUMNS('^LINE_ALOWD_CHRG_AMT_[0-9]+$'))) AS line_alowd_chrg_amt,
        source_file,
        source_row
    FROM typed_rows
)
SELECT
    claim_id,
    CAST(line_number AS INTEGER) AS claim_line_number,
    DESYNPUF_ID AS person_id,
    'professional' AS claim_type,
    '71' AS source_claim_type_code,
    '' AS final_action,
    false AS deleted,
    CLM_FROM_DT AS claim_start_date,
    CLM_THRU_DT AS claim_end_date,
    '' AS admit_source_code,
    '' AS admit_type_code,
    '' AS discharge_disposition_code,
    '' AS place_of_service_code,
    '' AS bill_type_code,
    '' AS drg_code,
    '' AS revenue_center_code,
    hcpcs_cd AS hcpcs_code,
    '' AS hcpcs_modifier_1,
    '' AS hcpcs_modifier_2,
    '' AS hcpcs_modifier_3,
    '' AS hcpcs_modifier_4,
    prf_physn_npi AS rendering_npi,
    tax_num AS rendering_tin,
    '' AS billing_npi,
    tax_num AS billing_tin,
    '' AS facility_npi,
    '' AS rendering_specialty_code,
    '' AS facility_ccn,
    '' AS claim_control_number,
    claim_paid_amount,
    line_nch_pmt_amt AS line_paid_amount,
    line_alowd_chrg_amt AS allowed_amount,
    line_coinsrnc_amt AS coinsurance_amount,
    line_bene_ptb_ddctbl_amt AS deductible_amount,
    diagnosis_codes,
    list_transform(diagnosis_codes, lambda c: '9') AS diagnosis_versions,
    list_transform(diagnosis_codes, lambda c: '') AS present_codes,
    CAST([] AS VARCHAR[]) AS procedure_codes,
    CAST([] AS VARCHAR[]) AS procedure_versions,
    CAST([] AS DATE[]) AS procedure_dates,
    source_file,
    source_row
FROM place
WHERE
    hcpcs_cd <> ''
    OR prf_physn_npi <> ''
    OR coalesce(line_nch_pmt_amt, 0) <> 0
    OR coalesce(line_alowd_chrg_amt, 0) <> 0
