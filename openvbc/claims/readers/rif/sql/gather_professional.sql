-- Grain: one row a line. Inputs: typed_rows of a carrier or durable medical equipment file.
-- Rule: the payment is that of the line. The tax number is that of who billed and of who rendered: CMS has one.
INSERT INTO medicare_line BY NAME
SELECT
    CLM_ID AS claim_id,
    LINE_NUM AS claim_line_number,
    BENE_ID AS person_id,
    'professional' AS claim_type,
    NCH_CLM_TYPE_CD AS source_claim_type_code,
    upper(FINAL_ACTION) AS final_action,
    lower(DML_IND) = 'delete' AS deleted,
    CLM_FROM_DT AS claim_start_date,
    CLM_THRU_DT AS claim_end_date,
    LINE_1ST_EXPNS_DT AS claim_line_start_date,
    LINE_LAST_EXPNS_DT AS claim_line_end_date,
    '' AS admit_source_code,
    '' AS admit_type_code,
    '' AS discharge_disposition_code,
    LINE_PLACE_OF_SRVC_CD AS place_of_service_code,
    '' AS bill_type_code,
    '' AS drg_code,
    '' AS revenue_center_code,
    LINE_SRVC_CNT AS service_unit_quantity,
    HCPCS_CD AS hcpcs_code,
    HCPCS_1ST_MDFR_CD AS hcpcs_modifier_1,
    HCPCS_2ND_MDFR_CD AS hcpcs_modifier_2,
    HCPCS_3RD_MDFR_CD AS hcpcs_modifier_3,
    HCPCS_4TH_MDFR_CD AS hcpcs_modifier_4,
    PRF_PHYSN_NPI AS rendering_npi,
    TAX_NUM AS rendering_tin,
    coalesce(nullif(ORG_NPI_NUM, ''), PRVDR_NPI) AS billing_npi,
    TAX_NUM AS billing_tin,
    '' AS facility_npi,
    PRVDR_SPCLTY AS rendering_specialty_code,
    '' AS facility_ccn,
    CARR_CLM_CNTL_NUM AS claim_control_number,
    NCH_WKLY_PROC_DT AS paid_date,
    CLM_PMT_AMT AS claim_paid_amount,
    LINE_NCH_PMT_AMT AS line_paid_amount,
    LINE_ALOWD_CHRG_AMT AS allowed_amount,
    LINE_SBMTD_CHRG_AMT AS charge_amount,
    LINE_COINSRNC_AMT AS coinsurance_amount,
    LINE_BENE_PTB_DDCTBL_AMT AS deductible_amount,
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
    source_file,
    source_row
FROM typed_rows
