-- name: field_rules
-- What the text of a field may be, by its kind; '' and '~' say nothing and are allowed (whether a field is needed is
-- asked apart).
CREATE OR REPLACE TEMP MACRO says_nothing(v) AS v IN ('', '~');

-- Rule: days are written YYYY-MM-DD; 1000-01-01 and 9999-12-31 mean that there is none.
CREATE OR REPLACE TEMP MACRO no_day(v) AS v IN ('', '~', '1000-01-01', '9999-12-31');

CREATE OR REPLACE TEMP MACRO is_feed_day(v) AS
    no_day(v)
    OR (
        length(v) = 10
        AND substr(v, 5, 1) = '-'
        AND substr(v, 8, 1) = '-'
        AND coalesce(year(try_cast(v AS DATE)) BETWEEN 1850 AND 2100, false)
    );

CREATE OR REPLACE TEMP MACRO as_feed_day(v) AS CASE WHEN no_day(v) THEN NULL ELSE try_cast(v AS DATE) END;

-- Rule: dollars have at most two decimals and no sign but a leading minus; nothing is rounded.
CREATE OR REPLACE TEMP MACRO is_feed_money(v) AS
    says_nothing(v)
    OR (regexp_full_match(v, '-?[0-9]*[.]?[0-9]{0,2}') AND try_cast(v AS DECIMAL(18, 2)) IS NOT NULL);

CREATE OR REPLACE TEMP MACRO as_feed_money(v) AS
    CASE WHEN says_nothing(v) THEN NULL ELSE try_cast(v AS DECIMAL(18, 2)) END;

CREATE OR REPLACE TEMP MACRO is_feed_quantity(v) AS
    says_nothing(v)
    OR (regexp_full_match(v, '-?[0-9]*[.]?[0-9]{0,4}') AND try_cast(v AS DECIMAL(18, 4)) IS NOT NULL);

CREATE OR REPLACE TEMP MACRO as_feed_quantity(v) AS
    CASE WHEN says_nothing(v) THEN NULL ELSE try_cast(v AS DECIMAL(18, 4)) END;

CREATE OR REPLACE TEMP MACRO is_feed_whole(v) AS
    says_nothing(v) OR (regexp_full_match(v, '[0-9]+') AND try_cast(v AS INTEGER) IS NOT NULL);

CREATE OR REPLACE TEMP MACRO as_feed_whole(v) AS
    CASE WHEN says_nothing(v) THEN NULL ELSE try_cast(v AS INTEGER) END;

CREATE OR REPLACE TEMP MACRO as_feed_code(v) AS CASE WHEN v = '~' THEN '' ELSE v END;

-- name: deliveries
-- Every delivery with two orders: which copy of the same record holds, and which record is the more recent.
-- Rule: of the same record the copy of a monthly (or run-out) delivery holds over a weekly one, then that of the later
-- delivery; which of different records is the more recent goes by the day of delivery, the weekly one first.
CREATE OR REPLACE TEMP TABLE feed_delivery AS
WITH named AS (
    SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf1
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf2
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf3
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf4
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf5
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf6
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf7
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf8
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf9
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclfa
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclfb
),
distinct_deliveries AS (
    SELECT delivery_name, min(delivered_on) AS delivered_on, min(delivered_at) AS delivered_at,
        min(delivery_kind) AS delivery_kind
    FROM named
    GROUP BY delivery_name
)
SELECT
    *,
    row_number() OVER (ORDER BY delivery_kind <> 'weekly', delivered_on, delivered_at, delivery_name) AS copy_order,
    row_number() OVER (ORDER BY delivered_on, delivery_kind <> 'weekly', delivered_at, delivery_name) AS time_order
FROM distinct_deliveries;

-- name: identifier_pairs
-- What replaced an identifier, by the latest delivery that says so. A pair that a later delivery no longer has still
-- applies.
-- Rule: a row whose two identifiers are the same says nothing.
SELECT
    prvs_num AS former,
    arg_max(crnt_num, (time_order, coalesce(prvs_id_obslt_dt, DATE '9999-12-31'), crnt_num)) AS current,
    max(time_order) AS time_order
FROM all_cclf9
INNER JOIN feed_delivery USING (delivery_name)
WHERE prvs_num <> crnt_num AND prvs_num <> '' AND crnt_num <> ''
GROUP BY prvs_num
ORDER BY prvs_num;

-- name: keep_identifiers
-- The former identifiers with the ones that hold now.
CREATE OR REPLACE TEMP TABLE current_identifier AS
SELECT unnest($former) AS former, unnest($current) AS person_id;

-- name: eligibility
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
        WHEN meaning_of_buy_in_codes(bene_entlmt_buyin_ind) IN ('part_a', 'both') THEN '1'
        WHEN meaning_of_buy_in_codes(bene_entlmt_buyin_ind) IN ('none', 'part_b') THEN '0'
        WHEN bene_part_a_enrlmt_bgn_dt <= last_of_month THEN '1'
        ELSE ''
    END AS part_a,
    CASE
        WHEN meaning_of_buy_in_codes(bene_entlmt_buyin_ind) IN ('part_b', 'both') THEN '1'
        WHEN meaning_of_buy_in_codes(bene_entlmt_buyin_ind) IN ('none', 'part_a') THEN '0'
        WHEN bene_part_b_enrlmt_bgn_dt <= last_of_month THEN '1'
        ELSE ''
    END AS part_b,
    bene_part_b_enrlmt_bgn_dt AS part_b_start_date,
    $data_source AS data_source,
    source_file,
    source_row
FROM monthly
WHERE place = 1 AND (bene_death_dt IS NULL OR bene_death_dt >= first_day);

-- name: feed_deliveries
-- The ACOs, and the test and other deliveries, among all records of the data source.
SELECT
    list(DISTINCT organization_id ORDER BY organization_id) FILTER (WHERE organization_id <> ''),
    count(DISTINCT delivery_name) FILTER (WHERE delivery_name LIKE 'T.%'),
    count(DISTINCT delivery_name) FILTER (WHERE delivery_name NOT LIKE 'T.%')
FROM (
    SELECT organization_id, delivery_name FROM all_cclf1
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf5
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf6
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf7
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf8
);

-- name: monthly_deliveries
-- Grain: one row an ACO and month in which a monthly delivery came. Inputs: all_cclf1, all_cclf5, all_cclf8.
-- Columns: organization_id VARCHAR, month INTEGER (year times twelve and the month from 0). Run-out and weekly
-- deliveries are none.
WITH came AS (
    SELECT organization_id, delivered_on, delivery_kind FROM all_cclf1
    UNION ALL BY NAME SELECT organization_id, delivered_on, delivery_kind FROM all_cclf5
    UNION ALL BY NAME SELECT organization_id, delivered_on, delivery_kind FROM all_cclf8
)
SELECT DISTINCT
    organization_id,
    CAST(year(delivered_on) * 12 + month(delivered_on) - 1 AS INTEGER) AS month
FROM came
WHERE delivery_kind = 'monthly'
ORDER BY organization_id, month

-- name: checks
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
