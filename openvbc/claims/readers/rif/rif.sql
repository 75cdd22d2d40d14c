-- name: gather_beneficiaries
-- Grain: one row a person and month with Part A or Part B. Inputs: typed_rows of a file of beneficiaries, ssa_state.
-- Rule: buy-in tells of Part A, Part B or both. Medicare Advantage is an HMO indicator that says so, or a Part C
-- contract; a demonstration within fee for service is none. Part D is a contract that names a plan.
INSERT INTO medicare_month BY NAME
WITH month AS (
    SELECT
        *,
        unnest(range(1, 13)) AS month,
        unnest(list_value(*COLUMNS('^STATUS_[0-9]+$'))) AS medicare_status_code,
        unnest(list_value(*COLUMNS('^DUAL_[0-9]+$'))) AS dual_status_code,
        unnest(list_value(*COLUMNS('^BUYIN_[0-9]+$'))) AS buy_in,
        unnest(list_value(*COLUMNS('^HMO_[0-9]+$'))) AS hmo,
        unnest(list_value(*COLUMNS('^PTC_[0-9]+$'))) AS part_c_contract,
        unnest(list_value(*COLUMNS('^PTD_[0-9]+$'))) AS part_d_contract
    FROM typed_rows
)
SELECT
    BENE_ID AS person_id,
    CAST(RFRNC_YR * 100 + month AS INTEGER) AS year_month,
    CAST(RFRNC_YR * 12 + month AS INTEGER) AS month_number,
    MBI_NUM AS member_id,
    CASE SEX WHEN '1' THEN 'male' WHEN '2' THEN 'female' ELSE 'unknown' END AS sex,
    RACE AS race,
    BENE_BIRTH_DT AS birth_date,
    DEATH_DT AS death_date,
    OREC AS original_reason_entitlement_code,
    medicare_status_code,
    dual_status_code,
    CASE WHEN meaning_of_buy_in_codes(buy_in) IN ('part_a', 'both') THEN '1' ELSE '0' END AS part_a,
    CASE WHEN meaning_of_buy_in_codes(buy_in) IN ('part_b', 'both') THEN '1' ELSE '0' END AS part_b,
    CASE
        WHEN part_d_contract <> '' AND meaning_of_no_plan_contract_codes(substr(part_d_contract, 1, 1)) IS NULL THEN '1'
        ELSE '0'
    END AS part_d,
    CASE
        WHEN meaning_of_medicare_advantage_indicators(hmo) IS NOT NULL THEN '1'
        WHEN part_c_contract <> '' AND meaning_of_no_plan_contract_codes(substr(part_c_contract, 1, 1)) IS NULL THEN '1'
        ELSE '0'
    END AS medicare_advantage,
    coalesce((SELECT first(postal) FROM ssa_state WHERE ssa = lpad(STATE_CODE, 2, '0')), '') AS state,
    CASE
        WHEN length(COUNTY) <= 3 AND COUNTY <> '' THEN lpad(STATE_CODE, 2, '0') || lpad(COUNTY, 3, '0')
        ELSE COUNTY
    END AS county_code,
    ZIP AS zip_code,
    source_file,
    source_row
FROM month
WHERE buy_in <> '' AND meaning_of_buy_in_codes(buy_in) IS DISTINCT FROM 'none' AND lower(DML_IND) <> 'delete'

-- name: name_claims
-- Grain: one row a row of a file of claims, of any kind. Inputs: typed_rows.
-- Rule: what all kinds of claims have, under its canonical name, before what each kind has beside it. The principal
-- diagnosis comes first; where the first of the list is another code, the list follows after it.
CREATE OR REPLACE TEMP VIEW claim_row AS
SELECT
    CLM_ID AS claim_id,
    BENE_ID AS person_id,
    NCH_CLM_TYPE_CD AS source_claim_type_code,
    upper(FINAL_ACTION) AS final_action,
    lower(DML_IND) = 'delete' AS deleted,
    CLM_FROM_DT AS claim_start_date,
    CLM_THRU_DT AS claim_end_date,
    HCPCS_CD AS hcpcs_code,
    HCPCS_1ST_MDFR_CD AS hcpcs_modifier_1,
    HCPCS_2ND_MDFR_CD AS hcpcs_modifier_2,
    HCPCS_3RD_MDFR_CD AS hcpcs_modifier_3,
    HCPCS_4TH_MDFR_CD AS hcpcs_modifier_4,
    NCH_WKLY_PROC_DT AS paid_date,
    CLM_PMT_AMT AS claim_paid_amount,
    CASE
        WHEN PRNCPAL_DGNS_CD IN ('', ICD_DGNS_CD1) THEN list_value(*COLUMNS('^ICD_DGNS_CD[0-9]+$'))
        ELSE list_prepend(PRNCPAL_DGNS_CD, list_value(*COLUMNS('^ICD_DGNS_CD[0-9]+$')))
    END AS diagnosis_codes,
    CASE
        WHEN PRNCPAL_DGNS_CD IN ('', ICD_DGNS_CD1) THEN list_value(*COLUMNS('^ICD_DGNS_VRSN_CD[0-9]+$'))
        ELSE list_prepend(PRNCPAL_DGNS_VRSN_CD, list_value(*COLUMNS('^ICD_DGNS_VRSN_CD[0-9]+$')))
    END AS diagnosis_versions,
    CASE
        WHEN PRNCPAL_DGNS_CD IN ('', ICD_DGNS_CD1) THEN list_value(*COLUMNS('^CLM_POA_IND_SW[0-9]+$'))
        ELSE list_prepend('', list_value(*COLUMNS('^CLM_POA_IND_SW[0-9]+$')))
    END AS present_codes,
    *
FROM typed_rows

-- name: gather_institutional
-- Grain: one row a revenue line. Inputs: claim_row of an inpatient, outpatient, skilled nursing, hospice or home
-- health file.
-- Rule: a one-digit discharge status gets its zero back (some of CMS's made-up files lack it). The payment is that of
-- the claim; what a line says of its own payment is not used, because lines do not sum to the claim.
INSERT INTO medicare_line BY NAME
SELECT
    claim_id,
    CLM_LINE_NUM AS claim_line_number,
    person_id,
    'institutional' AS claim_type,
    source_claim_type_code,
    final_action,
    deleted,
    claim_start_date,
    claim_end_date,
    REV_CNTR_DT AS claim_line_start_date,
    REV_CNTR_DT AS claim_line_end_date,
    CLM_ADMSN_DT AS admission_date,
    NCH_BENE_DSCHRG_DT AS discharge_date,
    CLM_SRC_IP_ADMSN_CD AS admit_source_code,
    CLM_IP_ADMSN_TYPE_CD AS admit_type_code,
    CASE WHEN length(PTNT_DSCHRG_STUS_CD) = 1 THEN '0' || PTNT_DSCHRG_STUS_CD ELSE PTNT_DSCHRG_STUS_CD END
        AS discharge_disposition_code,
    CLM_FAC_TYPE_CD || CLM_SRVC_CLSFCTN_TYPE_CD || CLM_FREQ_CD AS bill_type_code,
    CLM_DRG_CD AS drg_code,
    REV_CNTR AS revenue_center_code,
    REV_CNTR_UNIT_CNT AS service_unit_quantity,
    hcpcs_code,
    hcpcs_modifier_1,
    hcpcs_modifier_2,
    hcpcs_modifier_3,
    hcpcs_modifier_4,
    AT_PHYSN_NPI AS rendering_npi,
    ORG_NPI_NUM AS billing_npi,
    ORG_NPI_NUM AS facility_npi,
    PRVDR_NUM AS facility_ccn,
    FI_DOC_CLM_CNTL_NUM AS claim_control_number,
    paid_date,
    claim_paid_amount,
    CLM_TOT_CHRG_AMT AS charge_amount,
    coalesce(NCH_BENE_PTA_COINSRNC_LBLTY_AM, NCH_BENE_PTB_COINSRNC_AMT) AS coinsurance_amount,
    coalesce(NCH_BENE_IP_DDCTBL_AMT, NCH_BENE_PTB_DDCTBL_AMT) AS deductible_amount,
    IME_OP_CLM_VAL_AMT AS indirect_medical_education_amount,
    DSH_OP_CLM_VAL_AMT AS disproportionate_share_amount,
    CLM_UNCOMPD_CARE_PMT_AMT AS uncompensated_care_amount,
    diagnosis_codes,
    diagnosis_versions,
    present_codes,
    list_value(*COLUMNS('^ICD_PRCDR_CD[0-9]+$')) AS procedure_codes,
    list_value(*COLUMNS('^ICD_PRCDR_VRSN_CD[0-9]+$')) AS procedure_versions,
    list_value(*COLUMNS('^PRCDR_DT[0-9]+$')) AS procedure_dates,
    source_file,
    source_row
FROM claim_row

-- name: gather_professional
-- Grain: one row a line. Inputs: claim_row of a carrier or durable medical equipment file.
-- Rule: the payment is that of the line. The tax number is that of who billed and of who rendered: CMS has one.
INSERT INTO medicare_line BY NAME
SELECT
    claim_id,
    LINE_NUM AS claim_line_number,
    person_id,
    'professional' AS claim_type,
    source_claim_type_code,
    final_action,
    deleted,
    claim_start_date,
    claim_end_date,
    LINE_1ST_EXPNS_DT AS claim_line_start_date,
    LINE_LAST_EXPNS_DT AS claim_line_end_date,
    LINE_PLACE_OF_SRVC_CD AS place_of_service_code,
    LINE_SRVC_CNT AS service_unit_quantity,
    hcpcs_code,
    hcpcs_modifier_1,
    hcpcs_modifier_2,
    hcpcs_modifier_3,
    hcpcs_modifier_4,
    PRF_PHYSN_NPI AS rendering_npi,
    TAX_NUM AS rendering_tin,
    coalesce(nullif(ORG_NPI_NUM, ''), PRVDR_NPI) AS billing_npi,
    TAX_NUM AS billing_tin,
    PRVDR_SPCLTY AS rendering_specialty_code,
    CARR_CLM_CNTL_NUM AS claim_control_number,
    paid_date,
    claim_paid_amount,
    LINE_NCH_PMT_AMT AS line_paid_amount,
    LINE_ALOWD_CHRG_AMT AS allowed_amount,
    LINE_SBMTD_CHRG_AMT AS charge_amount,
    LINE_COINSRNC_AMT AS coinsurance_amount,
    LINE_BENE_PTB_DDCTBL_AMT AS deductible_amount,
    diagnosis_codes,
    diagnosis_versions,
    present_codes,
    source_file,
    source_row
FROM claim_row

-- name: gather_drugs
-- Grain: one row a fill. Inputs: typed_rows of a file of prescription drug events.
-- Rule: the payer's payment is what the plan paid, covered by Part D or not; the allowed amount is the whole cost of
-- the drug. An identifier of pharmacy or prescriber is an NPI where its qualifier says 01.
INSERT INTO medicare_fill BY NAME
SELECT
    PDE_ID AS claim_id,
    BENE_ID AS person_id,
    upper(FINAL_ACTION) AS final_action,
    lower(DML_IND) = 'delete' OR upper(ADJSTMT_DLTN_CD) = 'D' AS deleted,
    CASE WHEN PRSCRBR_ID_QLFYR_CD = '01' THEN PRSCRBR_ID ELSE '' END AS prescribing_provider_npi,
    CASE WHEN SRVC_PRVDR_ID_QLFYR_CD = '01' THEN SRVC_PRVDR_ID ELSE '' END AS dispensing_provider_npi,
    SRVC_DT AS dispensing_date,
    PROD_SRVC_ID AS ndc_code,
    QTY_DSPNSD_NUM AS quantity,
    DAYS_SUPLY_NUM AS days_supply,
    FILL_NUM AS refills,
    PD_DT AS paid_date,
    CVRD_D_PLAN_PD_AMT + coalesce(NCVRD_PLAN_PD_AMT, 0) AS paid_amount,
    TOT_RX_CST_AMT AS allowed_amount,
    PTNT_PAY_AMT AS copayment_amount,
    source_file,
    source_row
FROM typed_rows
