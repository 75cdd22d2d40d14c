-- The account of Part D: records and what the persons paid, after each step.
SELECT
    count(*) AS received,
    coalesce(sum(clm_line_bene_pmt_amt), 0) AS received_dollars,
    count(*) FILTER (WHERE place = 1) AS latest,
    coalesce(sum(clm_line_bene_pmt_amt) FILTER (WHERE place = 1), 0) AS latest_dollars,
    count(*) FILTER (WHERE place = 1 AND NOT deleted) AS final,
    coalesce(sum(clm_line_bene_pmt_amt) FILTER (WHERE place = 1 AND NOT deleted), 0) AS final_dollars
FROM fill;
