-- The diagnoses of final Part A claims: the header's principal one first, then CCLF4 in its order, each code once.
-- Rule: those of one delivery, the one whose copies hold; a cancellation brings no diagnosis.
INSERT INTO loaded_claim_diagnosis BY NAME
WITH claims AS (SELECT * FROM final_header WHERE NOT orphan),
listed AS (
    SELECT diagnosis.*, delivery.copy_order
    FROM all_cclf4 AS diagnosis
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
    SEMI JOIN claims ON claims.cur_clm_uniq_id = diagnosis.cur_clm_uniq_id
),
newest AS (SELECT cur_clm_uniq_id, max(copy_order) AS copy_order FROM listed GROUP BY cur_clm_uniq_id),
named AS (
    SELECT cur_clm_uniq_id, prncpl_dgns_cd AS diagnosis_code, 0 AS rank, '' AS present, dgns_prcdr_icd_ind AS version
    FROM claims
    WHERE prncpl_dgns_cd <> ''
    UNION ALL
    SELECT
        cur_clm_uniq_id,
        clm_dgns_cd,
        1 + coalesce(clm_val_sqnc_num, 0) + CASE WHEN clm_prod_type_cd IN ('', 'D') THEN 0 ELSE 100 END,
        clm_poa_ind,
        dgns_prcdr_icd_ind
    FROM listed
    INNER JOIN newest USING (cur_clm_uniq_id, copy_order)
    WHERE clm_dgns_cd <> ''
),
once AS (
    SELECT cur_clm_uniq_id, diagnosis_code, min(rank) AS rank, max(present) AS present, max(version) AS version
    FROM named
    GROUP BY cur_clm_uniq_id, diagnosis_code
)
SELECT
    claims.claim_id,
    row_number() OVER (
        PARTITION BY claims.claim_id ORDER BY once.rank, once.diagnosis_code
    ) AS diagnosis_sequence,
    claims.person_id,
    claims.clm_from_dt AS claim_start_date,
    claims.clm_thru_dt AS claim_end_date,
    CASE WHEN once.version = '9' THEN 'icd-9-cm' ELSE 'icd-10-cm' END AS diagnosis_code_type,
    once.diagnosis_code,
    once.present AS present_on_admission_code,
    $data_source AS data_source,
    claims.source_file,
    claims.source_row
FROM claims
INNER JOIN once USING (cur_clm_uniq_id);
