-- The lines of Part B physicians as records to net.
-- Rule: the key is the control number, the line and the identifier that holds now; a line is denied if its payment
-- denial code is 0, or its processing indicator is filled with anything but A, O, R or S.
CREATE OR REPLACE TEMP TABLE net_record AS
SELECT
    line.received_row,
    line.cur_clm_uniq_id AS claim_id,
    line.clm_line_num AS claim_line,
    line.clm_adjsmt_type_cd AS adjustment_type,
    coalesce(line.clm_efctv_dt, DATE '0001-01-01') AS effective_date,
    coalesce(pair.person_id, line.bene_mbi_id) AS person_id,
    line.clm_cntl_num AS natural_key,
    line.clm_line_cvrd_pd_amt AS amount,
    line.clm_carr_pmt_dnl_cd IN ('0', '00')
        OR upper(line.clm_prcsg_ind_cd) NOT IN ('', 'A', 'O', 'R', 'S') AS denied,
    delivery.delivered_on,
    delivery.copy_order * 1000000000000 - line.received_row AS newest
FROM all_cclf5 AS line
INNER JOIN feed_delivery AS delivery USING (delivery_name)
LEFT JOIN current_identifier AS pair ON pair.former = line.bene_mbi_id;
