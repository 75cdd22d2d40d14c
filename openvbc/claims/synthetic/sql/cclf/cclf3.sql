-- Procedures of institutional claims.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    done.procedure_sequence AS CLM_VAL_SQNC_NUM,
    done.procedure_code AS CLM_PRCDR_CD,
    done.procedure_date AS CLM_PRCDR_PRFRM_DT,
    '0' AS DGNS_PRCDR_ICD_IND
FROM delivered AS record
JOIN claim_procedure AS done ON done.claim_id = record.claim_id
WHERE record.number = $number
