-- name: begin
-- Grain: medicare_line one row a claim line, medicare_month one row a person and month, medicare_fill one row a fill,
-- ssa_state one row a state.
-- Rule: the lines of all files are gathered first, so that a claim whose lines stand in two files is one claim. Text
-- that a file does not have is '', and a record that it does not mark is final and not deleted.
CREATE TEMP TABLE medicare_line (
    claim_id VARCHAR DEFAULT '',
    claim_line_number INTEGER,
    person_id VARCHAR DEFAULT '',
    claim_type VARCHAR DEFAULT '',
    source_claim_type_code VARCHAR DEFAULT '',
    final_action VARCHAR DEFAULT '',
    deleted BOOLEAN DEFAULT false,
    claim_start_date DATE,
    claim_end_date DATE,
    claim_line_start_date DATE,
    claim_line_end_date DATE,
    admission_date DATE,
    discharge_date DATE,
    admit_source_code VARCHAR DEFAULT '',
    admit_type_code VARCHAR DEFAULT '',
    discharge_disposition_code VARCHAR DEFAULT '',
    place_of_service_code VARCHAR DEFAULT '',
    bill_type_code VARCHAR DEFAULT '',
    drg_code VARCHAR DEFAULT '',
    revenue_center_code VARCHAR DEFAULT '',
    service_unit_quantity DECIMAL(18, 4),
    hcpcs_code VARCHAR DEFAULT '',
    hcpcs_modifier_1 VARCHAR DEFAULT '',
    hcpcs_modifier_2 VARCHAR DEFAULT '',
    hcpcs_modifier_3 VARCHAR DEFAULT '',
    hcpcs_modifier_4 VARCHAR DEFAULT '',
    rendering_npi VARCHAR DEFAULT '',
    rendering_tin VARCHAR DEFAULT '',
    billing_npi VARCHAR DEFAULT '',
    billing_tin VARCHAR DEFAULT '',
    facility_npi VARCHAR DEFAULT '',
    rendering_specialty_code VARCHAR DEFAULT '',
    facility_ccn VARCHAR DEFAULT '',
    claim_control_number VARCHAR DEFAULT '',
    paid_date DATE,
    claim_paid_amount DECIMAL(18, 2),
    line_paid_amount DECIMAL(18, 2),
    allowed_amount DECIMAL(18, 2),
    charge_amount DECIMAL(18, 2),
    coinsurance_amount DECIMAL(18, 2),
    deductible_amount DECIMAL(18, 2),
    indirect_medical_education_amount DECIMAL(18, 2),
    disproportionate_share_amount DECIMAL(18, 2),
    uncompensated_care_amount DECIMAL(18, 2),
    diagnosis_codes VARCHAR[],
    diagnosis_versions VARCHAR[],
    present_codes VARCHAR[],
    procedure_codes VARCHAR[],
    procedure_versions VARCHAR[],
    procedure_dates DATE[],
    source_file VARCHAR DEFAULT '',
    source_row BIGINT
);

CREATE TEMP TABLE medicare_month (
    person_id VARCHAR DEFAULT '',
    year_month INTEGER,
    month_number INTEGER,
    member_id VARCHAR DEFAULT '',
    sex VARCHAR DEFAULT '',
    race VARCHAR DEFAULT '',
    birth_date DATE,
    death_date DATE,
    original_reason_entitlement_code VARCHAR DEFAULT '',
    medicare_status_code VARCHAR DEFAULT '',
    dual_status_code VARCHAR DEFAULT '',
    esrd_status VARCHAR DEFAULT '',
    part_a VARCHAR DEFAULT '',
    part_b VARCHAR DEFAULT '',
    part_d VARCHAR DEFAULT '',
    medicare_advantage VARCHAR DEFAULT '',
    state VARCHAR DEFAULT '',
    county_code VARCHAR DEFAULT '',
    zip_code VARCHAR DEFAULT '',
    source_file VARCHAR DEFAULT '',
    source_row BIGINT
);

CREATE TEMP TABLE medicare_fill (
    claim_id VARCHAR DEFAULT '',
    person_id VARCHAR DEFAULT '',
    final_action VARCHAR DEFAULT '',
    deleted BOOLEAN DEFAULT false,
    prescribing_provider_npi VARCHAR DEFAULT '',
    dispensing_provider_npi VARCHAR DEFAULT '',
    dispensing_date DATE,
    ndc_code VARCHAR DEFAULT '',
    quantity DECIMAL(18, 4),
    days_supply INTEGER,
    refills INTEGER,
    paid_date DATE,
    paid_amount DECIMAL(18, 2),
    allowed_amount DECIMAL(18, 2),
    copayment_amount DECIMAL(18, 2),
    source_file VARCHAR DEFAULT '',
    source_row BIGINT
);

CREATE TEMP TABLE ssa_state (ssa VARCHAR, postal VARCHAR)

-- name: audit_gathered
-- Grain: one row a thing that is wrong with the gathered rows, the first five of each kind.
-- Inputs: medicare_line, medicare_month, medicare_fill.
-- Columns: audit VARCHAR, example VARCHAR, cases BIGINT (all of the kind).
WITH final_line AS (
    SELECT * FROM medicare_line WHERE final_action IN ('', 'F') AND NOT deleted
),
claim AS (
    SELECT
        claim_id,
        count(DISTINCT person_id) AS people,
        count(DISTINCT claim_paid_amount) AS payments,
        count(DISTINCT claim_type) AS types,
        any_value(claim_type) AS claim_type,
        any_value(claim_paid_amount) AS claim_paid,
        sum(line_paid_amount) AS lines_paid
    FROM final_line
    GROUP BY claim_id
),
found AS (
    SELECT 'header_differs' AS audit, claim_id AS example
    FROM claim
    WHERE people > 1 OR payments > 1 OR types > 1
    UNION ALL
    SELECT 'line_twice', claim_id || ' line ' || claim_line_number
    FROM final_line
    GROUP BY claim_id, claim_line_number
    HAVING count(*) > 1
    UNION ALL
    SELECT 'fill_twice', claim_id
    FROM medicare_fill
    WHERE final_action IN ('', 'F') AND NOT deleted
    GROUP BY claim_id
    HAVING count(*) > 1
    UNION ALL
    SELECT 'month_twice', person_id || ' in ' || year_month
    FROM (SELECT DISTINCT * EXCLUDE (source_file, source_row) FROM medicare_month) AS month
    GROUP BY person_id, year_month
    HAVING count(*) > 1
    UNION ALL
    SELECT 'no_day', claim_id
    FROM final_line
    WHERE claim_start_date IS NULL OR claim_end_date IS NULL
    GROUP BY claim_id
    UNION ALL
    SELECT 'lines_differ_from_claim', claim_id || ': lines ' || lines_paid || ', claim ' || claim_paid
    FROM claim
    WHERE claim_type = 'professional' AND lines_paid <> claim_paid
)
SELECT audit, example, count(*) OVER (PARTITION BY audit) AS cases
FROM found
QUALIFY row_number() OVER (PARTITION BY audit ORDER BY example) <= 5
ORDER BY audit, example

-- name: load_claims
-- Grain: loaded_medical_claim one row a line of a final claim; diagnoses and procedures one row a claim and place;
-- loaded_pharmacy_claim one row a fill.
-- Inputs: medicare_line, medicare_fill; $data_source, $payer, $plan.
-- Rule: final actions only (F, or nothing where the file has no such column), nothing that was deleted, and no claim
-- without days (they are told). What is known for the claim only stands on its first line, 0 on the others; the files
-- repeat it on each.
CREATE TEMP TABLE final_line AS
SELECT
    *,
    row_number() OVER (PARTITION BY claim_id ORDER BY claim_line_number, source_file, source_row) = 1 AS is_first
FROM medicare_line
WHERE
    final_action IN ('', 'F')
    AND NOT deleted
    AND claim_start_date IS NOT NULL
    AND claim_end_date IS NOT NULL;

INSERT INTO loaded_medical_claim BY NAME
SELECT
    * EXCLUDE (
        final_action, deleted, is_first, claim_paid_amount, line_paid_amount, diagnosis_codes, diagnosis_versions,
        present_codes, procedure_codes, procedure_versions, procedure_dates
    ) REPLACE (
        CASE
            WHEN claim_type = 'professional' OR is_first OR charge_amount IS NULL THEN charge_amount
            ELSE 0
        END AS charge_amount,
        CASE
            WHEN claim_type = 'professional' OR is_first OR coinsurance_amount IS NULL THEN coinsurance_amount
            ELSE 0
        END AS coinsurance_amount,
        CASE
            WHEN claim_type = 'professional' OR is_first OR deductible_amount IS NULL THEN deductible_amount
            ELSE 0
        END AS deductible_amount,
        CASE
            WHEN is_first OR indirect_medical_education_amount IS NULL THEN indirect_medical_education_amount
            ELSE 0
        END AS indirect_medical_education_amount,
        CASE
            WHEN is_first OR disproportionate_share_amount IS NULL THEN disproportionate_share_amount
            ELSE 0
        END AS disproportionate_share_amount,
        CASE
            WHEN is_first OR uncompensated_care_amount IS NULL THEN uncompensated_care_amount
            ELSE 0
        END AS uncompensated_care_amount
    ),
    CASE
        WHEN claim_type = 'professional' THEN line_paid_amount
        WHEN is_first THEN claim_paid_amount
        ELSE 0
    END AS paid_amount,
    CASE WHEN drg_code <> '' THEN 'ms-drg' ELSE '' END AS drg_code_type,
    $payer AS payer,
    $plan AS plan,
    '' AS adjustment_type_code,
    $data_source AS data_source
FROM final_line;

INSERT INTO loaded_claim_diagnosis BY NAME
WITH place AS (
    SELECT
        claim_id,
        person_id,
        claim_start_date,
        claim_end_date,
        unnest(range(1, len(diagnosis_codes) + 1)) AS diagnosis_sequence,
        unnest(diagnosis_codes) AS diagnosis_code,
        unnest(diagnosis_versions) AS version,
        unnest(present_codes) AS present_on_admission_code,
        source_file,
        source_row
    FROM final_line
    WHERE is_first
)
SELECT
    * EXCLUDE (version),
    CASE version WHEN '9' THEN 'icd-9-cm' ELSE 'icd-10-cm' END AS diagnosis_code_type,
    $data_source AS data_source
FROM place
WHERE diagnosis_code <> '';

INSERT INTO loaded_claim_procedure BY NAME
WITH place AS (
    SELECT
        claim_id,
        person_id,
        unnest(range(1, len(procedure_codes) + 1)) AS procedure_sequence,
        unnest(procedure_codes) AS procedure_code,
        unnest(procedure_versions) AS version,
        unnest(procedure_dates) AS procedure_date,
        source_file,
        source_row
    FROM final_line
    WHERE is_first
)
SELECT
    * EXCLUDE (version),
    CASE version WHEN '9' THEN 'icd-9-pcs' ELSE 'icd-10-pcs' END AS procedure_code_type,
    $data_source AS data_source
FROM place
WHERE procedure_code <> '';

INSERT INTO loaded_pharmacy_claim BY NAME
SELECT
    * EXCLUDE (final_action, deleted),
    1 AS claim_line_number,
    $payer AS payer,
    $plan AS plan,
    $data_source AS data_source
FROM medicare_fill
WHERE final_action IN ('', 'F') AND NOT deleted

-- name: load_spans
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
                person_id, medicare_status_code, dual_status_code, esrd_status, part_a, part_b, part_d,
                medicare_advantage, state, county_code, zip_code
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
        person_id, medicare_status_code, dual_status_code, esrd_status, part_a, part_b, part_d, medicare_advantage,
        state, county_code, zip_code, island
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

-- name: count_steps
-- Grain: one row a step. Inputs: medicare_line, medicare_fill. Columns: name VARCHAR, rows BIGINT, amount DECIMAL.
SELECT 'lines_received' AS name, count(*) AS rows, CAST(NULL AS DECIMAL(38, 2)) AS amount FROM medicare_line
UNION ALL
SELECT 'lines_not_final', count(*), NULL FROM medicare_line WHERE NOT (final_action IN ('', 'F')) OR deleted
UNION ALL
SELECT 'fills_received', count(*), sum(paid_amount) FROM medicare_fill
UNION ALL
SELECT 'fills_not_final', count(*), sum(paid_amount) FROM medicare_fill WHERE NOT (final_action IN ('', 'F')) OR deleted
UNION ALL
SELECT 'lines_without_day', count(*), NULL
FROM medicare_line
WHERE final_action IN ('', 'F') AND NOT deleted AND (claim_start_date IS NULL OR claim_end_date IS NULL)
