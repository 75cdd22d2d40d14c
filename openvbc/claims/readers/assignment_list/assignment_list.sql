-- name: keep_people
-- Table 1-1 as it came, with what the file's name says.
INSERT INTO loaded_assigned_person BY NAME
SELECT
    $organization_id AS organization_id,
    $performance_year AS performance_year,
    $strength AS strength,
    CAST($first_month AS DATE) AS first_month,
    $stamp AS stamp,
    *
FROM typed_rows;

-- name: keep_practices
-- Table 1-2 as it came, with what the file's name says.
INSERT INTO loaded_practice_services BY NAME
SELECT
    $organization_id AS organization_id,
    $performance_year AS performance_year,
    $strength AS strength,
    CAST($first_month AS DATE) AS first_month,
    $stamp AS stamp,
    source_file,
    source_row,
    bene_mbi_id,
    master_id AS tin,
    b_em_line_cnt_t AS services
FROM typed_rows;

-- name: keep_clinicians
-- Table 1-4 as it came, with what the file's name says.
INSERT INTO loaded_clinician_services BY NAME
SELECT
    $organization_id AS organization_id,
    $performance_year AS performance_year,
    $strength AS strength,
    CAST($first_month AS DATE) AS first_month,
    $stamp AS stamp,
    source_file,
    source_row,
    bene_mbi_id,
    master_id AS tin,
    npi_used AS npi,
    pcs_count AS services
FROM typed_rows;

-- name: wrong_flags
-- Enrollment flags that are none of 0 to 4.
SELECT source_file, source_row, month, flag
FROM (
    SELECT source_file, source_row, unnest(range(1, 13)) AS month,
        unnest([enrollflag1, enrollflag2, enrollflag3, enrollflag4, enrollflag5, enrollflag6, enrollflag7, enrollflag8,
            enrollflag9, enrollflag10, enrollflag11, enrollflag12]) AS flag
    FROM loaded_assigned_person
)
WHERE flag NOT BETWEEN 0 AND 4
ORDER BY source_file, source_row, month
LIMIT 5;

-- name: organizations
-- The ACOs of all lists of the data source.
SELECT DISTINCT organization_id
FROM (
    SELECT organization_id FROM kept_assigned_person
    UNION ALL SELECT organization_id FROM loaded_assigned_person
)
ORDER BY organization_id;

-- name: govern
-- Which list governs each month, and what it says of each person in it.
-- Rule: of the lists that cover a month, those of the earliest performance year (a closed year is final); among them
-- the benchmark list, then Q4, Q3, Q2, Q1, the initial one; of one list the later delivery. Whom the governing list
-- does not name is not enrolled in that month, whatever other lists say.
CREATE OR REPLACE TEMP TABLE listed AS
SELECT * FROM kept_assigned_person UNION ALL BY NAME SELECT * FROM loaded_assigned_person;

CREATE OR REPLACE TEMP TABLE governed_month AS
WITH lists AS (SELECT DISTINCT organization_id, performance_year, strength, first_month, stamp FROM listed),
months AS (
    SELECT *, CAST(unnest(range(0, 12)) AS INTEGER) AS place FROM lists
)
SELECT
    organization_id, performance_year, strength, first_month, stamp, place + 1 AS place,
    CAST(first_month + to_months(place) AS DATE) AS month_start
FROM months
QUALIFY row_number() OVER (
    PARTITION BY organization_id, first_month + to_months(place)
    ORDER BY performance_year, strength DESC, stamp DESC
) = 1;

CREATE OR REPLACE TEMP TABLE person_month AS
SELECT
    governed.month_start,
    [listed.enrollflag1, listed.enrollflag2, listed.enrollflag3, listed.enrollflag4, listed.enrollflag5,
        listed.enrollflag6, listed.enrollflag7, listed.enrollflag8, listed.enrollflag9, listed.enrollflag10,
        listed.enrollflag11, listed.enrollflag12][governed.place] AS flag,
    listed.* EXCLUDE (enrollflag1, enrollflag2, enrollflag3, enrollflag4, enrollflag5, enrollflag6, enrollflag7,
        enrollflag8, enrollflag9, enrollflag10, enrollflag11, enrollflag12)
FROM governed_month AS governed
INNER JOIN listed USING (organization_id, performance_year, strength, first_month, stamp)
QUALIFY row_number() OVER (
    PARTITION BY governed.month_start, listed.bene_mbi_id ORDER BY listed.source_file, listed.source_row
) = 1;

-- name: eligibility
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

-- name: attribution
-- To whom CMS assigns each person in each month: the ACO of the governing list, and within it the practice and the
-- clinician with the most primary care services in the same delivery.
-- Rule: CMS assigns to an ACO only; practice and clinician are what tables 1-2 and 1-4 show, ties to the lower number.
INSERT INTO loaded_provider_attribution BY NAME
WITH practices AS (
    SELECT * FROM kept_practice_services UNION ALL BY NAME SELECT * FROM loaded_practice_services
),
clinicians AS (
    SELECT * FROM kept_clinician_services UNION ALL BY NAME SELECT * FROM loaded_clinician_services
),
practice AS (
    SELECT organization_id, performance_year, strength, first_month, stamp, bene_mbi_id, tin
    FROM practices
    QUALIFY row_number() OVER (
        PARTITION BY organization_id, performance_year, strength, first_month, stamp, bene_mbi_id
        ORDER BY coalesce(services, 0) DESC, tin
    ) = 1
),
clinician AS (
    SELECT organization_id, performance_year, strength, first_month, stamp, bene_mbi_id, tin, npi
    FROM clinicians
    QUALIFY row_number() OVER (
        PARTITION BY organization_id, performance_year, strength, first_month, stamp, bene_mbi_id, tin
        ORDER BY coalesce(services, 0) DESC, npi
    ) = 1
)
SELECT
    person.bene_mbi_id AS person_id,
    person.bene_mbi_id AS member_id,
    CAST(year(person.month_start) * 100 + month(person.month_start) AS INTEGER) AS year_month,
    $payer AS payer,
    $plan AS plan,
    coalesce(clinician.npi, '') AS payer_attributed_provider,
    coalesce(practice.tin, '') AS payer_attributed_provider_practice,
    person.organization_id AS payer_attributed_provider_organization,
    'medicare' AS payer_attributed_provider_lob,
    $data_source AS data_source,
    person.source_file,
    person.source_row
FROM person_month AS person
LEFT JOIN practice
    USING (organization_id, performance_year, strength, first_month, stamp, bene_mbi_id)
LEFT JOIN clinician
    ON clinician.organization_id = person.organization_id
    AND clinician.performance_year = person.performance_year
    AND clinician.strength = person.strength
    AND clinician.first_month = person.first_month
    AND clinician.stamp = person.stamp
    AND clinician.bene_mbi_id = person.bene_mbi_id
    AND clinician.tin = practice.tin
WHERE person.flag > 0;

-- name: designation
-- Whom the person chose (voluntary alignment): a span for consecutive months with the same clinician and practice.
INSERT INTO loaded_provider_designation BY NAME
WITH chosen AS (
    SELECT
        bene_mbi_id AS person_id, va_npi AS npi, va_tin AS tin, organization_id, month_start, source_file, source_row,
        year(month_start) * 12 + month(month_start) - row_number() OVER (
            PARTITION BY bene_mbi_id, va_npi, va_tin, organization_id ORDER BY month_start
        ) AS island
    FROM person_month
    WHERE in_va_max = '1' AND (va_npi <> '' OR va_tin <> '')
)
SELECT
    person_id,
    'patient' AS designated_by,
    npi,
    tin,
    organization_id,
    min(month_start) AS start_date,
    last_day(max(month_start)) AS end_date,
    $data_source AS data_source,
    min(source_file) AS source_file,
    min(source_row) AS source_row
FROM chosen
GROUP BY person_id, npi, tin, organization_id, island;
