-- The final claims of Part A as canonical lines.
-- Rule: the payment is the header's. Revenue lines carry it only where they sum to it (with or without the line of
-- revenue center 0001, which is the total of the others); else it stands on the first line, and 0 on the others.
CREATE OR REPLACE TEMP TABLE final_header AS
SELECT
    header.* EXCLUDE (organization_id),
    final.person_id,
    final.sign,
    final.orphan,
    final.claim_id || CASE WHEN final.orphan THEN '-C' ELSE '' END AS claim_id
FROM net_final AS final
INNER JOIN all_cclf1 AS header USING (received_row);

-- Rule: a claim's lines (and its amounts in CCLFA) are those of one delivery, the one whose copies hold.
CREATE OR REPLACE TEMP TABLE final_line AS
WITH lines AS (
    SELECT line.*, delivery.copy_order
    FROM all_cclf2 AS line
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
    SEMI JOIN final_header AS header ON header.cur_clm_uniq_id = line.cur_clm_uniq_id
),
newest AS (SELECT cur_clm_uniq_id, max(copy_order) AS copy_order FROM lines GROUP BY cur_clm_uniq_id),
once AS (
    SELECT min(lines.received_row) AS received_row
    FROM lines
    INNER JOIN newest USING (cur_clm_uniq_id, copy_order)
    GROUP BY lines.cur_clm_uniq_id, lines.clm_line_num
)
SELECT lines.* FROM lines SEMI JOIN once USING (received_row);

CREATE OR REPLACE TEMP TABLE final_amounts AS
WITH numbered AS (
    SELECT amounts.received_row, amounts.cur_clm_uniq_id,
        delivery.copy_order * 1000000000000 - amounts.received_row AS newest
    FROM all_cclfa AS amounts
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
),
newest AS (SELECT cur_clm_uniq_id, max(newest) AS newest FROM numbered GROUP BY cur_clm_uniq_id)
SELECT amounts.*
FROM all_cclfa AS amounts
SEMI JOIN (SELECT numbered.received_row FROM numbered INNER JOIN newest USING (cur_clm_uniq_id, newest)) AS once
    USING (received_row);

CREATE OR REPLACE TEMP TABLE line_sums AS
SELECT
    cur_clm_uniq_id,
    min(clm_line_num) AS first_line,
    coalesce(sum(clm_line_cvrd_pd_amt), 0) AS all_lines,
    coalesce(sum(clm_line_cvrd_pd_amt) FILTER (WHERE clm_line_prod_rev_ctr_cd <> '0001'), 0) AS without_total
FROM final_line
GROUP BY cur_clm_uniq_id;

INSERT INTO loaded_medical_claim BY NAME
WITH paired AS (
    SELECT
        header.*,
        line.clm_line_num,
        line.clm_line_from_dt,
        line.clm_line_thru_dt,
        line.clm_line_prod_rev_ctr_cd,
        line.clm_line_srvc_unit_qty,
        line.clm_line_hcpcs_cd,
        line.hcpcs_1_mdfr_cd,
        line.hcpcs_2_mdfr_cd,
        line.hcpcs_3_mdfr_cd,
        line.hcpcs_4_mdfr_cd,
        line.clm_line_cvrd_pd_amt,
        line.clm_line_num IS NULL OR line.clm_line_num = sums.first_line AS first,
        CASE
            WHEN line.clm_line_num IS NULL THEN 'header'
            WHEN header.clm_pmt_amt IS NULL OR sums.all_lines = header.clm_pmt_amt THEN 'lines'
            WHEN sums.without_total = header.clm_pmt_amt THEN 'lines_without_total'
            ELSE 'header'
        END AS carried_by,
        coalesce(nullif(header.clm_blg_prvdr_oscar_num, ''), header.prvdr_oscar_num) AS ccn,
        coalesce(nullif(header.clm_blg_prvdr_npi_num, ''), header.fac_prvdr_npi_num) AS facility,
        header.clm_type_cd IN ('20', '30', '50', '60', '61') AS stay,
        amounts.clm_actv_care_from_dt,
        amounts.clm_mdcr_coinsrnc_amt,
        amounts.clm_mdcr_ip_bene_ddctbl_amt,
        amounts.clm_mdcr_ddctbl_amt,
        amounts.clm_sqstrtn_rdctn_amt
    FROM final_header AS header
    LEFT JOIN final_line AS line ON line.cur_clm_uniq_id = header.cur_clm_uniq_id
    LEFT JOIN line_sums AS sums ON sums.cur_clm_uniq_id = header.cur_clm_uniq_id
    LEFT JOIN final_amounts AS amounts ON amounts.cur_clm_uniq_id = header.cur_clm_uniq_id
)
SELECT
    claim_id,
    coalesce(clm_line_num, 1) AS claim_line_number,
    'institutional' AS claim_type,
    person_id,
    $payer AS payer,
    $plan AS plan,
    clm_from_dt AS claim_start_date,
    clm_thru_dt AS claim_end_date,
    clm_line_from_dt AS claim_line_start_date,
    clm_line_thru_dt AS claim_line_end_date,
    CASE WHEN stay THEN coalesce(clm_actv_care_from_dt, clm_from_dt) END AS admission_date,
    CASE WHEN stay AND bene_ptnt_stus_cd <> '30' THEN clm_thru_dt END AS discharge_date,
    clm_admsn_src_cd AS admit_source_code,
    clm_admsn_type_cd AS admit_type_code,
    bene_ptnt_stus_cd AS discharge_disposition_code,
    '' AS place_of_service_code,
    CASE
        WHEN clm_bill_fac_type_cd <> '' AND clm_bill_clsfctn_cd <> '' AND clm_bill_freq_cd <> ''
            THEN clm_bill_fac_type_cd || clm_bill_clsfctn_cd || clm_bill_freq_cd
        ELSE ''
    END AS bill_type_code,
    CASE WHEN ltrim(dgns_drg_cd, '0') <> '' THEN 'ms-drg' ELSE '' END AS drg_code_type,
    CASE WHEN ltrim(dgns_drg_cd, '0') <> '' THEN lpad(ltrim(dgns_drg_cd, '0'), 3, '0') ELSE '' END AS drg_code,
    coalesce(clm_line_prod_rev_ctr_cd, '') AS revenue_center_code,
    sign * clm_line_srvc_unit_qty AS service_unit_quantity,
    coalesce(clm_line_hcpcs_cd, '') AS hcpcs_code,
    coalesce(hcpcs_1_mdfr_cd, '') AS hcpcs_modifier_1,
    coalesce(hcpcs_2_mdfr_cd, '') AS hcpcs_modifier_2,
    coalesce(hcpcs_3_mdfr_cd, '') AS hcpcs_modifier_3,
    coalesce(hcpcs_4_mdfr_cd, '') AS hcpcs_modifier_4,
    coalesce(nullif(clm_atndg_prvdr_npi_num, ''), atndg_prvdr_npi_num) AS rendering_npi,
    '' AS rendering_tin,
    facility AS billing_npi,
    '' AS billing_tin,
    facility AS facility_npi,
    coalesce(clm_efctv_dt, clm_idr_ld_dt) AS paid_date,
    CAST(sign * CASE
        WHEN carried_by = 'lines' THEN clm_line_cvrd_pd_amt
        WHEN carried_by = 'lines_without_total' AND clm_line_prod_rev_ctr_cd = '0001' THEN 0
        WHEN carried_by = 'lines_without_total' THEN clm_line_cvrd_pd_amt
        WHEN first THEN clm_pmt_amt
        ELSE 0
    END AS DECIMAL(18, 2)) AS paid_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS allowed_amount,
    CAST(sign * CASE WHEN first THEN clm_mdcr_instnl_tot_chrg_amt ELSE 0 END AS DECIMAL(18, 2)) AS charge_amount,
    CAST(sign * CASE WHEN first THEN clm_mdcr_coinsrnc_amt ELSE 0 END AS DECIMAL(18, 2)) AS coinsurance_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS copayment_amount,
    CAST(sign * CASE
        WHEN NOT first THEN 0
        WHEN clm_mdcr_ip_bene_ddctbl_amt IS NULL AND clm_mdcr_ddctbl_amt IS NULL THEN NULL
        ELSE coalesce(clm_mdcr_ip_bene_ddctbl_amt, 0) + coalesce(clm_mdcr_ddctbl_amt, 0)
    END AS DECIMAL(18, 2)) AS deductible_amount,
    '' AS rendering_specialty_code,
    ccn AS facility_ccn,
    clm_type_cd AS source_claim_type_code,
    CAST(sign * CASE WHEN first THEN clm_sqstrtn_rdctn_amt ELSE 0 END AS DECIMAL(18, 2)) AS sequestration_amount,
    CAST(sign * CASE
        WHEN NOT first THEN 0
        WHEN clm_oprtnl_ime_amt IS NULL AND clm_mdcr_ip_pps_cptl_ime_amt IS NULL THEN NULL
        ELSE coalesce(clm_oprtnl_ime_amt, 0) + coalesce(clm_mdcr_ip_pps_cptl_ime_amt, 0)
    END AS DECIMAL(18, 2)) AS indirect_medical_education_amount,
    CAST(sign * CASE
        WHEN NOT first THEN 0
        WHEN clm_oprtnl_dsprprtnt_amt IS NULL AND clm_mdcr_ip_pps_dsprprtnt_amt IS NULL THEN NULL
        ELSE coalesce(clm_oprtnl_dsprprtnt_amt, 0) + coalesce(clm_mdcr_ip_pps_dsprprtnt_amt, 0)
    END AS DECIMAL(18, 2)) AS disproportionate_share_amount,
    CAST(sign * CASE WHEN first THEN clm_hipps_uncompd_care_amt ELSE 0 END AS DECIMAL(18, 2))
        AS uncompensated_care_amount,
    clm_cntl_num AS claim_control_number,
    clm_adjsmt_type_cd AS adjustment_type_code,
    $data_source AS data_source,
    source_file,
    source_row
FROM paired;
