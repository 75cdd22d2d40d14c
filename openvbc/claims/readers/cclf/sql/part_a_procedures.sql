-- The procedures of final Part A claims (CCLF3), in the order of their sequence numbers.
-- Rule: those of one delivery, the one whose copies hold; a cancellation brings no procedure.
INSERT INTO loaded_claim_procedure BY NAME
WITH claims AS (SELECT * FROM final_header WHERE NOT orphan),
listed AS (
    SELECT procedure.*, delivery.copy_order
    FROM all_cclf3 AS procedure
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
    SEMI JOIN claims ON claims.cur_clm_uniq_id = procedure.cur_clm_uniq_id
),
newest AS (SELECT cur_clm_uniq_id, max(copy_order) AS copy_order FROM listed GROUP BY cur_clm_uniq_id),
once AS (
    SELECT
        cur_clm_uniq_id,
        coalesce(clm_val_sqnc_num, 99) AS rank,
        clm_prcdr_cd,
        clm_prcdr_prfrm_dt,
        max(dgns_prcdr_icd_ind) AS version
    FROM listed
    INNER JOIN newest USING (cur_clm_uniq_id, copy_order)
    GROUP BY ALL
)
SELECT
    claims.claim_id,
    row_number() OVER (
        PARTITION BY claims.claim_id ORDER BY once.rank, once.clm_prcdr_cd, once.clm_prcdr_prfrm_dt
    ) AS procedure_sequence,
    claims.person_id,
    CASE WHEN once.version = '9' THEN 'icd-9-pcs' ELSE 'icd-10-pcs' END AS procedure_code_type,
    once.clm_prcdr_cd AS procedure_code,
    once.clm_prcdr_prfrm_dt AS procedure_date,
    $data_source AS data_source,
    claims.source_file,
    claims.source_row
FROM claims
INNER JOIN once USING (cur_clm_uniq_id);
