-- The claim headers of Part A as records to net.
-- Rule: the key is the billing CCN (before 2022 the provider's), first and last day, and the identifier that holds now;
-- a claim is denied as a whole if it has a reason for non-payment. The amount is the header's.
CREATE OR REPLACE TEMP TABLE net_record AS
SELECT
    header.received_row,
    header.cur_clm_uniq_id AS claim_id,
    0 AS claim_line,
    header.clm_adjsmt_type_cd AS adjustment_type,
    coalesce(header.clm_efctv_dt, DATE '0001-01-01') AS effective_date,
    coalesce(pair.person_id, header.bene_mbi_id) AS person_id,
    coalesce(nullif(header.clm_blg_prvdr_oscar_num, ''), header.prvdr_oscar_num)
        || '|' || header.clm_from_dt || '|' || header.clm_thru_dt AS natural_key,
    header.clm_pmt_amt AS amount,
    header.clm_mdcr_npmt_rsn_cd <> '' AS denied,
    delivery.delivered_on,
    delivery.copy_order * 1000000000000 - header.received_row AS newest
FROM all_cclf1 AS header
INNER JOIN feed_delivery AS delivery USING (delivery_name)
LEFT JOIN current_identifier AS pair ON pair.former = header.bene_mbi_id;
