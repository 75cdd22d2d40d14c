-- Fills of Part D: final ones only, each in the delivery of its day of payment. The price is not in the feed.
SELECT
    fill.claim_id AS CUR_CLM_UNIQ_ID,
    CASE WHEN fill.paid_date < person.changed_on THEN person.former_id ELSE person.person_id END AS BENE_MBI_ID,
    fill.ndc_code AS CLM_LINE_NDC_CD,
    '01' AS CLM_TYPE_CD,
    fill.dispensing_date AS CLM_LINE_FROM_DT,
    '01' AS PRVDR_SRVC_ID_QLFYR_CD,
    fill.dispensing_provider_npi AS CLM_SRVC_PRVDR_GNRC_ID_NUM,
    'C' AS CLM_DSPNSNG_STUS_CD,
    '0' AS CLM_DAW_PROD_SLCTN_CD,
    fill.quantity AS CLM_LINE_SRVC_UNIT_QTY,
    fill.days_supply AS CLM_LINE_DAYS_SUPLY_QTY,
    '01' AS PRVDR_PRSBNG_ID_QLFYR_CD,
    fill.prescribing_provider_npi AS CLM_PRSBNG_PRVDR_GNRC_ID_NUM,
    fill.copayment_amount AS CLM_LINE_BENE_PMT_AMT,
    '0' AS CLM_ADJSMT_TYPE_CD,
    fill.paid_date AS CLM_EFCTV_DT,
    fill.paid_date AS CLM_IDR_LD_DT,
    substr(fill.claim_id, 2) AS CLM_LINE_RX_SRVC_RFRNC_NUM,
    fill.refills AS CLM_LINE_RX_FILL_NUM,
    '01' AS CLM_PHRMCY_SRVC_TYPE_CD
FROM pharmacy_claim AS fill
JOIN chosen_person AS person USING (person_id)
WHERE fill.paid_date > $processed_after AND fill.paid_date <= $processed_through
