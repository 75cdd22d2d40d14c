-- Amounts of institutional claims beside the payment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.admission_date AS CLM_ACTV_CARE_FROM_DT,
    CASE WHEN record.source = '60' THEN total.deductible ELSE 0.00 END AS CLM_MDCR_IP_BENE_DDCTBL_AMT,
    total.coinsurance AS CLM_MDCR_COINSRNC_AMT,
    CASE WHEN record.source = '60' THEN 0.00 ELSE total.deductible END AS CLM_MDCR_DDCTBL_AMT,
    total.sequestration AS CLM_SQSTRTN_RDCTN_AMT
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id AND medical.claim_line_number = 1
JOIN claim_total AS total ON total.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'institutional'
