-- Grain: one row a pair of spans of one person, payer and plan that share a day.
-- Inputs: eligibility
-- Columns: person_id VARCHAR, payer VARCHAR, plan VARCHAR, first_data_source VARCHAR, second_data_source VARCHAR,
--     first_start_date DATE, first_end_date DATE, second_start_date DATE, second_end_date DATE, differing VARCHAR,
--     contradicting VARCHAR
-- Rule: differing names what the two spans say differently, with silence against a value among it; contradicting only
--     what both say. Only spans of people who have an overlap at all are held against each other. Spans that end
--     before they begin are left out: another audit tells them.
WITH span AS (
    SELECT
        person_id,
        payer,
        plan,
        data_source,
        enrollment_start_date,
        enrollment_end_date,
        payer_type,
        medicare_status_code,
        dual_status_code,
        original_reason_entitlement_code,
        medicaid_indicator,
        low_income_subsidy_indicator,
        esrd_status,
        group_id,
        state,
        county_code,
        part_a,
        part_b,
        part_d,
        medicare_advantage,
        institutional,
        enrollment_type
    FROM eligibility
    WHERE enrollment_end_date >= enrollment_start_date
),
in_doubt AS (
    SELECT DISTINCT person_id, payer, plan
    FROM (
        SELECT
            person_id,
            payer,
            plan,
            enrollment_start_date,
            max(enrollment_end_date) OVER (
                PARTITION BY person_id, payer, plan
                ORDER BY enrollment_start_date, enrollment_end_date, data_source
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS latest_end
        FROM span
    ) AS in_order
    WHERE enrollment_start_date <= latest_end
)
SELECT
    earlier.person_id,
    earlier.payer,
    earlier.plan,
    earlier.data_source AS first_data_source,
    later.data_source AS second_data_source,
    earlier.enrollment_start_date AS first_start_date,
    earlier.enrollment_end_date AS first_end_date,
    later.enrollment_start_date AS second_start_date,
    later.enrollment_end_date AS second_end_date,
    CASE WHEN earlier.payer_type <> later.payer_type THEN 'payer_type ' ELSE '' END
    || CASE WHEN earlier.medicare_status_code <> later.medicare_status_code THEN 'medicare_status_code ' ELSE '' END
    || CASE WHEN earlier.dual_status_code <> later.dual_status_code THEN 'dual_status_code ' ELSE '' END
    || CASE WHEN earlier.original_reason_entitlement_code <> later.original_reason_entitlement_code
        THEN 'original_reason_entitlement_code ' ELSE '' END
    || CASE WHEN earlier.medicaid_indicator <> later.medicaid_indicator THEN 'medicaid_indicator ' ELSE '' END
    || CASE WHEN earlier.low_income_subsidy_indicator <> later.low_income_subsidy_indicator
        THEN 'low_income_subsidy_indicator ' ELSE '' END
    || CASE WHEN earlier.esrd_status <> later.esrd_status THEN 'esrd_status ' ELSE '' END
    || CASE WHEN earlier.group_id <> later.group_id THEN 'group_id ' ELSE '' END
    || CASE WHEN earlier.state <> later.state THEN 'state ' ELSE '' END
    || CASE WHEN earlier.county_code <> later.county_code THEN 'county_code ' ELSE '' END
    || CASE WHEN earlier.part_a <> later.part_a THEN 'part_a ' ELSE '' END
    || CASE WHEN earlier.part_b <> later.part_b THEN 'part_b ' ELSE '' END
    || CASE WHEN earlier.part_d <> later.part_d THEN 'part_d ' ELSE '' END
    || CASE WHEN earlier.medicare_advantage <> later.medicare_advantage THEN 'medicare_advantage ' ELSE '' END
    || CASE WHEN earlier.institutional <> later.institutional THEN 'institutional ' ELSE '' END
    || CASE WHEN earlier.enrollment_type <> later.enrollment_type THEN 'enrollment_type ' ELSE '' END AS differing,
    CASE WHEN earlier.payer_type <> later.payer_type
            AND earlier.payer_type <> '' AND later.payer_type <> ''
        THEN 'payer_type ' ELSE '' END
    || CASE WHEN earlier.medicare_status_code <> later.medicare_status_code
            AND earlier.medicare_status_code <> '' AND later.medicare_status_code <> ''
        THEN 'medicare_status_code ' ELSE '' END
    || CASE WHEN earlier.dual_status_code <> later.dual_status_code
            AND earlier.dual_status_code <> '' AND later.dual_status_code <> ''
        THEN 'dual_status_code ' ELSE '' END
    || CASE WHEN earlier.original_reason_entitlement_code <> later.original_reason_entitlement_code
            AND earlier.original_reason_entitlement_code <> '' AND later.original_reason_entitlement_code <> ''
        THEN 'original_reason_entitlement_code ' ELSE '' END
    || CASE WHEN earlier.medicaid_indicator <> later.medicaid_indicator
            AND earlier.medicaid_indicator <> '' AND later.medicaid_indicator <> ''
        THEN 'medicaid_indicator ' ELSE '' END
    || CASE WHEN earlier.low_income_subsidy_indicator <> later.low_income_subsidy_indicator
            AND earlier.low_income_subsidy_indicator <> '' AND later.low_income_subsidy_indicator <> ''
        THEN 'low_income_subsidy_indicator ' ELSE '' END
    || CASE WHEN earlier.esrd_status <> later.esrd_status
            AND earlier.esrd_status <> '' AND later.esrd_status <> ''
        THEN 'esrd_status ' ELSE '' END
    || CASE WHEN earlier.group_id <> later.group_id
            AND earlier.group_id <> '' AND later.group_id <> ''
        THEN 'group_id ' ELSE '' END
    || CASE WHEN earlier.state <> later.state AND earlier.state <> '' AND later.state <> '' THEN 'state ' ELSE '' END
    || CASE WHEN earlier.county_code <> later.county_code
            AND earlier.county_code <> '' AND later.county_code <> ''
        THEN 'county_code ' ELSE '' END
    || CASE WHEN earlier.part_a <> later.part_a
            AND earlier.part_a <> '' AND later.part_a <> ''
        THEN 'part_a ' ELSE '' END
    || CASE WHEN earlier.part_b <> later.part_b
            AND earlier.part_b <> '' AND later.part_b <> ''
        THEN 'part_b ' ELSE '' END
    || CASE WHEN earlier.part_d <> later.part_d
            AND earlier.part_d <> '' AND later.part_d <> ''
        THEN 'part_d ' ELSE '' END
    || CASE WHEN earlier.medicare_advantage <> later.medicare_advantage
            AND earlier.medicare_advantage <> '' AND later.medicare_advantage <> ''
        THEN 'medicare_advantage ' ELSE '' END
    || CASE WHEN earlier.institutional <> later.institutional
            AND earlier.institutional <> '' AND later.institutional <> ''
        THEN 'institutional ' ELSE '' END
    || CASE WHEN earlier.enrollment_type <> later.enrollment_type
            AND earlier.enrollment_type <> '' AND later.enrollment_type <> ''
        THEN 'enrollment_type ' ELSE '' END AS contradicting
FROM in_doubt
INNER JOIN span AS earlier
    ON
        in_doubt.person_id = earlier.person_id
        AND in_doubt.payer = earlier.payer
        AND in_doubt.plan = earlier.plan
INNER JOIN span AS later
    ON
        in_doubt.person_id = later.person_id
        AND in_doubt.payer = later.payer
        AND in_doubt.plan = later.plan
WHERE
    earlier.enrollment_start_date <= later.enrollment_end_date
    AND later.enrollment_start_date <= earlier.enrollment_end_date
    AND (
        earlier.enrollment_start_date < later.enrollment_start_date
        OR (
            earlier.enrollment_start_date = later.enrollment_start_date
            AND earlier.data_source < later.data_source
        )
    )
