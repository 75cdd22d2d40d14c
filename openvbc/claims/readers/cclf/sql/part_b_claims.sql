-- The final physician lines (CCLF5) as canonical lines, with sequestration and deductible from CCLFB.
-- Rule: CLM_RNDRG_PRVDR_TAX_NUM is the only tax number of the feed. It is that of who rendered the line and of who
-- billed it: "This number identifies who receives payment for the indicated service" (CCLF Information Packet, version
-- 42, CCLF5, element 19). The Shared Savings Program assigns by the TIN that bills (42 CFR 425.20, "ACO participant").
CREATE OR REPLACE TEMP TABLE final_physician AS
SELECT
    line.* EXCLUDE (organization_id),
    final.person_id,
    final.sign,
    final.orphan,
    final.claim_id || CASE WHEN final.orphan THEN '-C' ELSE '' END AS claim_id
FROM net_final AS final
INNER JOIN all_cclf5 AS line USING (received_row);

INSERT INTO loaded_medical_claim BY NAME
SELECT
    line.claim_id,
    line.clm_line_num AS claim_line_number,
    'professional' AS claim_type,
    line.person_id,
    $payer AS payer,
    $plan AS plan,
    line.clm_from_dt AS claim_start_date,
    line.clm_thru_dt AS claim_end_date,
    line.clm_line_from_dt AS claim_line_start_date,
    line.clm_line_thru_dt AS claim_line_end_date,
    line.clm_pos_cd AS place_of_service_code,
    line.sign * line.clm_line_srvc_unit_qty AS service_unit_quantity,
    line.clm_line_hcpcs_cd AS hcpcs_code,
    line.hcpcs_1_mdfr_cd AS hcpcs_modifier_1,
    line.hcpcs_2_mdfr_cd AS hcpcs_modifier_2,
    line.hcpcs_3_mdfr_cd AS hcpcs_modifier_3,
    line.hcpcs_4_mdfr_cd AS hcpcs_modifier_4,
    coalesce(nullif(line.clm_rndrg_prvdr_npi_num, ''), line.rndrg_prvdr_npi_num) AS rendering_npi,
    line.clm_rndrg_prvdr_tax_num AS rendering_tin,
    line.clm_rndrg_prvdr_tax_num AS billing_tin,
    coalesce(line.clm_efctv_dt, line.clm_idr_ld_dt) AS paid_date,
    line.sign * line.clm_line_cvrd_pd_amt AS paid_amount,
    line.sign * line.clm_line_alowd_chrg_amt AS allowed_amount,
    line.sign * amounts.clm_mdcr_ddctbl_amt AS deductible_amount,
    line.clm_prvdr_spclty_cd AS rendering_specialty_code,
    line.clm_type_cd AS source_claim_type_code,
    line.sign * amounts.clm_sqstrtn_rdctn_amt AS sequestration_amount,
    line.clm_cntl_num AS claim_control_number,
    line.clm_adjsmt_type_cd AS adjustment_type_code,
    $data_source AS data_source,
    line.source_file,
    line.source_row
FROM final_physician AS line
LEFT JOIN line_amounts AS amounts USING (cur_clm_uniq_id, clm_line_num);
