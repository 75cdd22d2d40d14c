-- Amounts of professional lines beside the payment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.deductible_amount AS CLM_MDCR_DDCTBL_AMT,
    medical.sequestration_amount AS CLM_SQSTRTN_RDCTN_AMT
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'professional'
