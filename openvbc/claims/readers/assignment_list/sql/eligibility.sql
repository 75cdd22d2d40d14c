-- Enrollment from the flags: a span for consecutive months in which nothing about the person changes.
-- Rule: 1 ESRD, 2 disabled, 3 aged with Medicaid, 4 aged without; all have Part A and B and no Medicare Advantage.
INSERT INTO loaded_eligibility BY NAME
WITH enrolled AS (
    SELECT
        bene_mbi_id AS person_id,
        month_start,
        CASE bene_sex_cd WHEN '1' THEN 'male' WHEN '2' THEN 'female' WHEN '0' THEN 'unknown' ELSE '' END AS sex,
        bene_race_cd AS race,
        bene_brth_dt AS birth_date,
        bene_death_dt AS death_date,
        CASE WHEN length(state_county_cd) = 5 THEN state_county_cd ELSE '' END AS county_code,
        CASE flag WHEN 1 THEN 'esrd' WHEN 2 THEN 'disabled' WHEN 3 THEN 'aged_dual' ELSE 'aged_non_dual' END
            AS enrollment_type,
        source_file,
        source_row
    FROM person_month
    WHERE flag > 0
),
placed AS (
    SELECT
        *,
        year(month_start) * 12 + month(month_start) - row_number() OVER (
            PARTITION BY person_id, sex, race, birth_date, death_date, county_code, enrollment_type, source_file
            ORDER BY month_start
        ) AS island
    FROM enrolled
)
SELECT
    person_id,
    person_id AS member_id,
    sex,
    race,
    birth_date,
    death_date,
    min(month_start) AS enrollment_start_date,
    last_day(max(month_start)) AS enrollment_end_date,
    $payer AS payer,
    'medicare' AS payer_type,
    $plan AS plan,
    CASE WHEN enrollment_type = 'aged_dual' THEN '1' WHEN enrollment_type = 'aged_non_dual' THEN '0' ELSE '' END
        AS medicaid_indicator,
    coalesce($postal[list_position($states, substr(county_code, 1, 2))], '') AS state,
    county_code,
    '1' AS part_a,
    '1' AS part_b,
    '0' AS medicare_advantage,
    enrollment_type,
    $data_source AS data_source,
    source_file,
    min(source_row) AS source_row
FROM placed
GROUP BY person_id, sex, race, birth_date, death_date, county_code, enrollment_type, source_file, island;
