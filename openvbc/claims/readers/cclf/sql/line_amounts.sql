-- The amounts of Part B lines in CCLFB, of each line the copy that holds.
CREATE OR REPLACE TEMP TABLE line_amounts AS
WITH numbered AS (
    SELECT amounts.received_row, amounts.cur_clm_uniq_id, amounts.clm_line_num,
        delivery.copy_order * 1000000000000 - amounts.received_row AS newest
    FROM all_cclfb AS amounts
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
),
newest AS (SELECT cur_clm_uniq_id, clm_line_num, max(newest) AS newest FROM numbered GROUP BY ALL)
SELECT amounts.cur_clm_uniq_id, amounts.clm_line_num, amounts.clm_mdcr_ddctbl_amt, amounts.clm_sqstrtn_rdctn_amt
FROM all_cclfb AS amounts
SEMI JOIN (
    SELECT numbered.received_row FROM numbered INNER JOIN newest USING (cur_clm_uniq_id, clm_line_num, newest)
) AS once USING (received_row);
