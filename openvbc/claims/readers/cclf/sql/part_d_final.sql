-- Final fills of Part D (CCLF7).
-- Rule: the files carry final actions only, so of a key (day, pharmacy, dispensing status, prescription, fill number,
-- person) the most recent record counts; if it is a cancellation, has no drug code, or neither units nor a payment, the
-- fill was deleted.
CREATE OR REPLACE TEMP TABLE fill AS
SELECT
    record.*,
    coalesce(pair.person_id, record.bene_mbi_id) AS person_id,
    row_number() OVER (
        PARTITION BY coalesce(pair.person_id, record.bene_mbi_id), record.clm_line_from_dt,
            record.prvdr_srvc_id_qlfyr_cd, record.clm_srvc_prvdr_gnrc_id_num, record.clm_dspnsng_stus_cd,
            record.clm_line_rx_srvc_rfrnc_num, coalesce(record.clm_line_rx_fill_num, -1)
        ORDER BY delivery.time_order DESC, coalesce(record.clm_efctv_dt, DATE '0001-01-01') DESC,
            coalesce(record.clm_idr_ld_dt, DATE '0001-01-01') DESC,
            CASE record.clm_adjsmt_type_cd WHEN '2' THEN 2 WHEN '1' THEN 1 ELSE 0 END DESC,
            record.cur_clm_uniq_id DESC, record.received_row
    ) AS place,
    record.clm_adjsmt_type_cd = '1'
        OR record.clm_line_ndc_cd = ''
        OR (record.clm_line_srvc_unit_qty = 0 AND coalesce(record.clm_line_bene_pmt_amt, 0) = 0) AS deleted
FROM all_cclf7 AS record
INNER JOIN feed_delivery AS delivery USING (delivery_name)
LEFT JOIN current_identifier AS pair ON pair.former = record.bene_mbi_id;

INSERT INTO loaded_pharmacy_claim BY NAME
SELECT
    cur_clm_uniq_id AS claim_id,
    row_number() OVER (
        PARTITION BY cur_clm_uniq_id ORDER BY clm_line_from_dt, received_row
    ) AS claim_line_number,
    person_id,
    $payer AS payer,
    $plan AS plan,
    CASE WHEN prvdr_prsbng_id_qlfyr_cd = '01' THEN clm_prsbng_prvdr_gnrc_id_num ELSE '' END
        AS prescribing_provider_npi,
    CASE WHEN prvdr_srvc_id_qlfyr_cd = '01' THEN clm_srvc_prvdr_gnrc_id_num ELSE '' END AS dispensing_provider_npi,
    clm_line_from_dt AS dispensing_date,
    clm_line_ndc_cd AS ndc_code,
    clm_line_srvc_unit_qty AS quantity,
    clm_line_days_suply_qty AS days_supply,
    clm_line_rx_fill_num AS refills,
    coalesce(clm_efctv_dt, clm_idr_ld_dt) AS paid_date,
    clm_line_bene_pmt_amt AS copayment_amount,
    $data_source AS data_source,
    source_file,
    source_row
FROM fill
WHERE place = 1 AND NOT deleted;
