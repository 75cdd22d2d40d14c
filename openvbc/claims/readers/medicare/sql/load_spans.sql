-- Grain: one row a person and span of months with the same enrollment.
-- Inputs: medicare_month; $data_source, $payer, $plan.
-- Rule: months that follow each other without a change of entitlement, status, plan or residence are one span. What
-- does not change by month (birth, death, sex, identifier) is that of the latest month.
INSERT INTO loaded_eligibility BY NAME
WITH month AS (
    SELECT DISTINCT ON (person_id, month_number) *
    FROM medicare_month
    ORDER BY person_id, month_number, source_file, source_row
),
lately AS (
    SELECT
        person_id,
        arg_max(member_id, month_number) AS member_id,
        arg_max(sex, month_number) AS sex,
        arg_max(race, month_number) AS race,
        max(birth_date) AS birth_date,
        max(death_date) AS death_date,
        arg_max(original_reason_entitlement_code, month_number) AS original_reason_entitlement_code
    FROM month
    GROUP BY person_id
),
island AS (
    SELECT
        *,
        month_number - row_number() OVER (
            PARTITION BY
                person_id, medicare_status_code, dual_status_code, esrd_status, part_a, part_b, part_d, medicare_advantage, state,
                county_code, zip_code
            ORDER BY month_number
        ) AS island
    FROM month
),
span AS (
    SELECT
        person_id,
        medicare_status_code,
        dual_status_code,
        esrd_status,
        part_a,
        part_b,
        part_d,
        medicare_advantage,
        state,
        county_code,
        zip_code,
        min(month_number) AS first_month,
        max(month_number) AS last_month,
        arg_min(source_file, month_number) AS source_file,
        arg_min(source_row, month_number) AS source_row
    FROM island
    GROUP BY
        person_id, medicare_status_code, dual_status_code, esrd_status, part_a, part_b, part_d, medicare_advantage, state, county_code,
        zip_code, island
)
SELECT
    span.* EXCLUDE (first_month, last_month),
    lately.* EXCLUDE (person_id),
    make_date((first_month - 1) // 12, (first_month - 1) % 12 + 1, 1) AS enrollment_start_date,
    last_day(make_date((last_month - 1) // 12, (last_month - 1) % 12 + 1, 1)) AS enrollment_end_date,
    'medicare' AS payer_type,
    $payer AS payer,
    $plan AS plan,
    $data_source AS data_source
FROM span
INNER JOIN lately ON lately.person_id = span.person_id
