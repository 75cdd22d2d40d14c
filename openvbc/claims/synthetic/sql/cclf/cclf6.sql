-- Lines of suppliers of equipment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    medical.place_of_service_code AS CLM_POS_CD,
    medical.claim_line_start_date AS CLM_LINE_FROM_DT,
    medical.claim_line_end_date AS CLM_LINE_THRU_DT,
    medical.hcpcs_code AS CLM_LINE_HCPCS_CD,
    record.counted * (medical.paid_amount + record.extra * 0.01) AS CLM_LINE_CVRD_PD_AMT,
    medical.billing_npi AS PAYTO_PRVDR_NPI_NUM,
    medical.rendering_npi AS ORDRG_PRVDR_NPI_NUM,
    CASE WHEN record.counted = 0 THEN '0' ELSE '1' END AS CLM_CARR_PMT_DNL_CD,
    CASE WHEN record.counted = 0 THEN 'D' ELSE 'A' END AS CLM_PRCSG_IND_CD,
    record.type AS CLM_ADJSMT_TYPE_CD,
    record.effective AS CLM_EFCTV_DT,
    record.effective + 3 + 30 * record.again AS CLM_IDR_LD_DT,
    record.control_number AS CLM_CNTL_NUM,
    medical.allowed_amount + record.extra * 0.01 AS CLM_LINE_ALOWD_CHRG_AMT,
    '01' AS CLM_DISP_CD,
    medical.billing_npi AS CLM_BLG_PRVDR_NPI_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
WHERE record.number = $number AND record.source IN ('81', '82')
