-- Grain: one row a revenue line. Inputs: typed_rows of an inpatient, outpatient, skilled nursing, hospice or home
-- health file.
-- Rule: a one-digit discharge status gets its zero back (some of CMS's made-up files lack it). The payment is that of
-- the claim; what a line says of its own payment is not used, because lines do not sum to the claim.
INSERT INTO medicare_line BY NAME
SELECT
    CLM_ID AS claim_id,
    CLM_LINE_NUM AS claim_line_number,
    BENE_ID AS person_id,
    'institutional' AS claim_type,
    NCH_CLM_TYPE_CD AS source_claim_type_code,
    upper(FINAL_ACTION) AS final_action,
    lower(DML_IND) = 'delete' AS deleted,
    CLM_FROM_DT AS claim_start_date,
    CLM_THRU_DT AS claim_end_date,
    REV_CNTR_DT AS claim_line_start_date,
    REV_CNTR_DT AS claim_line_end_date,
    CLM_ADMSN_DT AS admission_date,
    NCH_BENE_DSCHRG_DT AS discharge_date,
    CLM_SRC_IP_ADMSN_CD AS admit_source_code,
    CLM_IP_ADMSN_TYPE_CD AS admit_type_code,
    CASE WHEN length(PTNT_DSCHRG_STUS_CD) = 1 THEN '0' || PTNT_DSCHRG_STUS_CD ELSE PTNT_DSCHRG_STUS_CD END
        AS discharge_disposition_code,
    '' AS place_of_service_code,
    CLM_FAC_TYPE_CD || CLM_SRVC_CLSFCTN_TYPE_CD || CLM_FREQ_CD AS bill_type_code,
    CLM_DRG_CD AS drg_code,
    REV_CNTR AS revenue_center_code,
    REV_CNTR_UNIT_CNT AS service_unit_quantity,
    HCPCS_CD AS hcpcs_code,
    HCPCS_1ST_MDFR_CD AS hcpcs_modifier_1,
    HCPCS_2ND_MDFR_CD AS hcpcs_modifier_2,
    HCPCS_3RD_MDFR_CD AS hcpcs_modifier_3,
    HCPCS_4TH_MDFR_CD AS hcpcs_modifier_4,
    AT_PHYSN_NPI AS rendering_npi,
    '' AS rendering_tin,
    ORG_NPI_NUM AS billing_npi,
    '' AS billing_tin,
    ORG_NPI_NUM AS facility_npi,
    '' AS rendering_specialty_code,
    PRVDR_NUM AS facility_ccn,
    FI_DOC_CLM_CNTL_NUM AS claim_control_number,
    NCH_WKLY_PROC_DT AS paid_date,
    CLM_PMT_AMT AS claim_paid_amount,
    CLM_TOT_CHRG_AMT AS charge_amount,
    coalesce(NCH_BENE_PTA_COINSRNC_LBLTY_AM, NCH_BENE_PTB_COINSRNC_AMT) AS coinsurance_amount,
    coalesce(NCH_BENE_IP_DDCTBL_AMT, NCH_BENE_PTB_DDCTBL_AMT) AS deductible_amount,
    IME_OP_CLM_VAL_AMT AS indirect_medical_education_amount,
    DSH_OP_CLM_VAL_AMT AS disproportionate_share_amount,
    CLM_UNCOMPD_CARE_PMT_AMT AS uncompensated_care_amount,
    -- The principal diagnosis comes first; where the first of the list is another code, the list follows after it.
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
    list_value(*COLUMNS('^ICD_PRCDR_CD[0-9]+$')) AS procedure_codes,
    list_value(*COLUMNS('^ICD_PRCDR_VRSN_CD[0-9]+$')) AS procedure_versions,
    list_value(*COLUMNS('^PRCDR_DT[0-9]+$')) AS procedure_dates,
    source_file,
    source_row
FROM typed_rows
