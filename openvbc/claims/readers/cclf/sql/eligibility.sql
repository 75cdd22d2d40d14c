-- Spans of one month from CCLF8: what a monthly delivery says of a person holds for the month in which it came.
-- Rule: CCLF8 has no member months, so no month is made up between deliveries; run-out and weekly deliveries make none.
-- Of several deliveries in a month the later one holds; of a person's several identifiers the current one's row.
-- The entitlement indicator says which parts the person has: 1 or A hospital, 2 or B medical, 3 or C both, 0 neither.
INSERT INTO loaded_eligibility BY NAME
WITH monthly AS (
    SELECT
        record.*,
        coalesce(pair.person_id, record.bene_mbi_id) AS person_id,
        CAST(date_trunc('month', record.delivered_on) AS DATE) AS first_day,
        last_day(record.delivered_on) AS last_of_month,
        row_number() OVER (
            PARTITION BY coalesce(pair.person_id, record.bene_mbi_id), date_trunc('month', record.delivered_on)
            ORDER BY delivery.time_order DESC, pair.person_id IS NULL DESC, record.received_row
        ) AS place
    FROM all_cclf8 AS record
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
    LEFT JOIN current_identifier AS pair ON pair.former = record.bene_mbi_id
    WHERE record.delivery_kind = 'monthly'
)
SELECT
    person_id,
    bene_mbi_id AS member_id,
    CASE bene_sex_cd WHEN '1' THEN 'male' WHEN '2' THEN 'female' WHEN '0' THEN 'unknown' ELSE '' END AS sex,
    bene_race_cd AS race,
    bene_dob AS birth_date,
    bene_death_dt AS death_date,
    first_day AS enrollment_start_date,
    CASE WHEN bene_death_dt < last_of_month THEN bene_death_dt ELSE last_of_month END AS enrollment_end_date,
    $payer AS payer,
    'medicare' AS payer_type,
    $plan AS plan,
    bene_orgnl_entlmt_rsn_cd AS original_reason_entitlement_code,
    bene_dual_stus_cd AS dual_status_code,
    bene_mdcr_stus_cd AS medicare_status_code,
    geo_usps_state_cd AS state,
    CASE WHEN geo_zip5_cd <> '' THEN geo_zip5_cd ELSE bene_zip_cd END AS zip_code,
    CASE
        WHEN bene_entlmt_buyin_ind IN ('1', '3', 'A', 'C') THEN '1'
        WHEN bene_entlmt_buyin_ind IN ('0', '2', 'B') THEN '0'
        WHEN bene_part_a_enrlmt_bgn_dt <= last_of_month THEN '1'
        ELSE ''
    END AS part_a,
    CASE
        WHEN bene_entlmt_buyin_ind IN ('2', '3', 'B', 'C') THEN '1'
        WHEN bene_entlmt_buyin_ind IN ('0', '1', 'A') THEN '0'
        WHEN bene_part_b_enrlmt_bgn_dt <= last_of_month THEN '1'
        ELSE ''
    END AS part_b,
    bene_part_b_enrlmt_bgn_dt AS part_b_start_date,
    $data_source AS data_source,
    source_file,
    source_row
FROM monthly
WHERE place = 1 AND (bene_death_dt IS NULL OR bene_death_dt >= first_day);
