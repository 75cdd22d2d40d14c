-- The final equipment (DME) lines (CCLF6) as canonical lines, with sequestration and deductible from CCLFB.
-- Rule: CCLF6 has neither a tax number nor a specialty (CCLF Information Packet, version 42): both stay empty.
INSERT INTO loaded_medical_claim BY NAME
SELECT
    final.claim_id || CASE WHEN final.orphan THEN '-C' ELSE '' END AS claim_id,
    line.clm_line_num AS claim_line_number,
    'professional' AS claim_type,
    final.person_id,
    $payer AS payer,
    $plan AS plan,
    line.clm_from_dt AS claim_start_date,
    line.clm_thru_dt AS claim_end_date,
    line.clm_line_from_dt AS claim_line_start_date,
    line.clm_line_thru_dt AS claim_line_end_date,
    line.clm_pos_cd AS place_of_service_code,
    line.clm_line_hcpcs_cd AS hcpcs_code,
    coalesce(nullif(line.clm_blg_prvdr_npi_num, ''), line.payto_prvdr_npi_num) AS billing_npi,
    coalesce(line.clm_efctv_dt, line.clm_idr_ld_dt) AS paid_date,
    final.sign * line.clm_line_cvrd_pd_amt AS paid_amount,
    final.sign * line.clm_line_alowd_chrg_amt AS allowed_amount,
    final.sign * amounts.clm_mdcr_ddctbl_amt AS deductible_amount,
    line.clm_type_cd AS source_claim_type_code,
    final.sign * amounts.clm_sqstrtn_rdctn_amt AS sequestration_amount,
    line.clm_cntl_num AS claim_control_number,
    line.clm_adjsmt_type_cd AS adjustment_type_code,
    $data_source AS data_source,
    line.source_file,
    line.source_row
FROM net_final AS final
INNER JOIN all_cclf6 AS line USING (received_row)
LEFT JOIN line_amounts AS amounts USING (cur_clm_uniq_id, clm_line_num);
