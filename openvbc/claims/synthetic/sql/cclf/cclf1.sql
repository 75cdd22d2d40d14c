-- Headers of institutional claims.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.facility_ccn AS PRVDR_OSCAR_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    substr(medical.bill_type_code, 1, 1) AS CLM_BILL_FAC_TYPE_CD,
    substr(medical.bill_type_code, 2, 1) AS CLM_BILL_CLSFCTN_CD,
    principal.diagnosis_code AS PRNCPL_DGNS_CD,
    CASE WHEN record.source = '60' THEN principal.diagnosis_code ELSE '' END AS ADMTG_DGNS_CD,
    CASE WHEN record.counted = 0 THEN 'N' ELSE '' END AS CLM_MDCR_NPMT_RSN_CD,
    record.counted * (total.paid + record.extra * 0.01) AS CLM_PMT_AMT,
    medical.discharge_disposition_code AS BENE_PTNT_STUS_CD,
    medical.drg_code AS DGNS_DRG_CD,
    medical.facility_npi AS FAC_PRVDR_NPI_NUM,
    medical.rendering_npi AS ATNDG_PRVDR_NPI_NUM,
    record.type AS CLM_ADJSMT_TYPE_CD,
    record.effective AS CLM_EFCTV_DT,
    record.effective + 3 + 30 * record.again AS CLM_IDR_LD_DT,
    medical.admit_type_code AS CLM_ADMSN_TYPE_CD,
    medical.admit_source_code AS CLM_ADMSN_SRC_CD,
    substr(medical.bill_type_code, 3, 1) AS CLM_BILL_FREQ_CD,
    record.type AS CLM_QUERY_CD,
    '0' AS DGNS_PRCDR_ICD_IND,
    total.charge AS CLM_MDCR_INSTNL_TOT_CHRG_AMT,
    medical.indirect_medical_education_amount AS CLM_OPRTNL_IME_AMT,
    medical.disproportionate_share_amount AS CLM_OPRTNL_DSPRPRTNT_AMT,
    medical.uncompensated_care_amount AS CLM_HIPPS_UNCOMPD_CARE_AMT,
    medical.facility_ccn AS CLM_BLG_PRVDR_OSCAR_NUM,
    medical.billing_npi AS CLM_BLG_PRVDR_NPI_NUM,
    medical.rendering_npi AS CLM_ATNDG_PRVDR_NPI_NUM,
    record.control_number AS CLM_CNTL_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id AND medical.claim_line_number = 1
JOIN claim_total AS total ON total.claim_id = record.claim_id
JOIN principal_diagnosis AS principal ON principal.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'institutional'
