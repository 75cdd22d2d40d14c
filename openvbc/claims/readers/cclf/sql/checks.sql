-- What the reader tells about what it loaded.
SELECT
    (SELECT count(DISTINCT cur_clm_uniq_id) FROM final_header) AS claims_a,
    (SELECT count(*) FROM final_header AS header
        INNER JOIN line_sums AS sums USING (cur_clm_uniq_id)
        WHERE header.clm_pmt_amt IS NOT NULL AND sums.all_lines <> 0
            AND sums.all_lines <> header.clm_pmt_amt AND sums.without_total <> header.clm_pmt_amt) AS unlike_lines,
    (SELECT count(*) FROM final_header ANTI JOIN line_sums USING (cur_clm_uniq_id)) AS without_lines,
    (SELECT count(*) FROM final_header WHERE clm_pmt_amt IS NULL) AS without_payment,
    (SELECT count(*) FROM loaded_eligibility) AS eligibility_rows,
    (SELECT count(*) FROM loaded_pharmacy_claim) AS fills,
    (SELECT count(DISTINCT former) FROM current_identifier) AS changed_identifiers;
