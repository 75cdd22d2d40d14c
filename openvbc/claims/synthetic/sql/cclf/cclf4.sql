-- Diagnoses of institutional claims.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    'D' AS CLM_PROD_TYPE_CD,
    diagnosis.diagnosis_sequence AS CLM_VAL_SQNC_NUM,
    diagnosis.diagnosis_code AS CLM_DGNS_CD,
    diagnosis.claim_start_date AS CLM_FROM_DT,
    diagnosis.claim_end_date AS CLM_THRU_DT,
    diagnosis.present_on_admission_code AS CLM_POA_IND,
    '0' AS DGNS_PRCDR_ICD_IND
FROM delivered AS record
JOIN claim_diagnosis AS diagnosis ON diagnosis.claim_id = record.claim_id
WHERE record.number = $number AND record.source NOT IN ('71', '72', '81', '82')
