-- name: part_a_claims
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
    coalesce(
        sum(clm_line_cvrd_pd_amt)
            FILTER (WHERE meaning_of_total_charge_revenue_centers(clm_line_prod_rev_ctr_cd) IS NULL),
        0
    ) AS without_total
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
        meaning_of_medicare_claim_types_of_stays(header.clm_type_cd) IS NOT NULL AS stay,
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
        WHEN
            carried_by = 'lines_without_total'
            AND meaning_of_total_charge_revenue_centers(clm_line_prod_rev_ctr_cd) IS NOT NULL
            THEN 0
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

-- name: part_a_diagnoses
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

-- name: part_a_procedures
-- The procedures of final Part A claims (CCLF3), in the order of their sequence numbers.
-- Rule: those of one delivery, the one whose copies hold; a cancellation brings no procedure.
INSERT INTO loaded_claim_procedure BY NAME
WITH claims AS (SELECT * FROM final_header WHERE NOT orphan),
listed AS (
    SELECT procedure.*, delivery.copy_order
    FROM all_cclf3 AS procedure
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
    SEMI JOIN claims ON claims.cur_clm_uniq_id = procedure.cur_clm_uniq_id
),
newest AS (SELECT cur_clm_uniq_id, max(copy_order) AS copy_order FROM listed GROUP BY cur_clm_uniq_id),
once AS (
    SELECT
        cur_clm_uniq_id,
        coalesce(clm_val_sqnc_num, 99) AS rank,
        clm_prcdr_cd,
        clm_prcdr_prfrm_dt,
        max(dgns_prcdr_icd_ind) AS version
    FROM listed
    INNER JOIN newest USING (cur_clm_uniq_id, copy_order)
    GROUP BY ALL
)
SELECT
    claims.claim_id,
    row_number() OVER (
        PARTITION BY claims.claim_id ORDER BY once.rank, once.clm_prcdr_cd, once.clm_prcdr_prfrm_dt
    ) AS procedure_sequence,
    claims.person_id,
    CASE WHEN once.version = '9' THEN 'icd-9-pcs' ELSE 'icd-10-pcs' END AS procedure_code_type,
    once.clm_prcdr_cd AS procedure_code,
    once.clm_prcdr_prfrm_dt AS procedure_date,
    $data_source AS data_source,
    claims.source_file,
    claims.source_row
FROM claims
INNER JOIN once USING (cur_clm_uniq_id);

-- name: part_b_claims
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

-- name: part_b_diagnoses
-- The diagnoses of final physician claims: the claim's twelve in their order, then those of its lines, each code once.
-- Rule: a cancellation brings no diagnosis.
INSERT INTO loaded_claim_diagnosis BY NAME
WITH distinct_lists AS (
    SELECT
        claim_id,
        person_id,
        min(clm_from_dt) AS first_day,
        max(clm_thru_dt) AS last_day,
        max(dgns_prcdr_icd_ind) AS version,
        min(source_file) AS source_file,
        min(source_row) AS source_row,
        [clm_dgns_1_cd, clm_dgns_2_cd, clm_dgns_3_cd, clm_dgns_4_cd, clm_dgns_5_cd, clm_dgns_6_cd, clm_dgns_7_cd,
            clm_dgns_8_cd, clm_dgns_9_cd, clm_dgns_10_cd, clm_dgns_11_cd, clm_dgns_12_cd, clm_line_dgns_cd] AS codes
    FROM final_physician
    WHERE NOT orphan
    GROUP BY claim_id, person_id, codes
),
named AS (
    SELECT * EXCLUDE (codes), unnest(codes) AS diagnosis_code, unnest(range(1, 14)) AS rank
    FROM distinct_lists
),
once AS (
    SELECT
        claim_id,
        person_id,
        diagnosis_code,
        min(rank) AS rank,
        min(first_day) AS first_day,
        max(last_day) AS last_day,
        max(version) AS version,
        min(source_file) AS source_file,
        min(source_row) AS source_row
    FROM named
    WHERE diagnosis_code <> ''
    GROUP BY claim_id, person_id, diagnosis_code
)
SELECT
    claim_id,
    row_number() OVER (PARTITION BY claim_id ORDER BY rank, diagnosis_code, person_id) AS diagnosis_sequence,
    person_id,
    first_day AS claim_start_date,
    last_day AS claim_end_date,
    CASE WHEN version = '9' THEN 'icd-9-cm' ELSE 'icd-10-cm' END AS diagnosis_code_type,
    diagnosis_code,
    $data_source AS data_source,
    source_file,
    source_row
FROM once;

-- name: equipment_claims
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

-- name: part_d_final
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

-- name: part_d_steps
-- The account of Part D: records and what the persons paid, after each step.
SELECT
    count(*) AS received,
    coalesce(sum(clm_line_bene_pmt_amt), 0) AS received_dollars,
    count(*) FILTER (WHERE place = 1) AS latest,
    coalesce(sum(clm_line_bene_pmt_amt) FILTER (WHERE place = 1), 0) AS latest_dollars,
    count(*) FILTER (WHERE place = 1 AND NOT deleted) AS final,
    coalesce(sum(clm_line_bene_pmt_amt) FILTER (WHERE place = 1 AND NOT deleted), 0) AS final_dollars
FROM fill;
