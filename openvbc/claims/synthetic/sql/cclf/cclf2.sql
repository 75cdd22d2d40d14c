-- Revenue lines of institutional claims. Stays are paid by the header: their lines are zero. The rest of what was paid
-- too much at first stands on the first line.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_line_start_date AS CLM_LINE_FROM_DT,
    medical.claim_line_end_date AS CLM_LINE_THRU_DT,
    medical.revenue_center_code AS CLM_LINE_PROD_REV_CTR_CD,
    medical.claim_line_start_date AS CLM_LINE_INSTNL_REV_CTR_DT,
    medical.hcpcs_code AS CLM_LINE_HCPCS_CD,
    medical.facility_ccn AS PRVDR_OSCAR_NUM,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    medical.service_unit_quantity AS CLM_LINE_SRVC_UNIT_QTY,
    CASE
        WHEN record.source <> '40' THEN 0.00
        ELSE record.counted
            * (medical.paid_amount + CASE WHEN medical.claim_line_number = 1 THEN record.extra ELSE 0 END * 0.01)
    END AS CLM_LINE_CVRD_PD_AMT,
    medical.hcpcs_modifier_1 AS HCPCS_1_MDFR_CD,
    medical.hcpcs_modifier_2 AS HCPCS_2_MDFR_CD,
    medical.facility_ccn AS CLM_FAC_PRVDR_OSCAR_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'institutional'
