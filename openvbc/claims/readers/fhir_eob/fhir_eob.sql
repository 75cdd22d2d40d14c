-- name: lines_of_resources
-- Rule: a row stands where its resource stands: the number of the row becomes that of the resource's line.
UPDATE staged_text SET source_row = CAST(resource_line AS BIGINT)

-- name: gather_coverage
-- Grain: one row a person and month. Inputs: typed_rows, a row a month of a Coverage resource.
-- Rule: version 2 tells the months by state buy-in (of Part A, Part B or both), contracts and
-- dual status; version 3 has one resource a part and period. What several resources say of a month is put together; a
-- month without Part A and Part B is none.
INSERT INTO medicare_month BY NAME
WITH told AS (
    SELECT
        *,
        CASE
            WHEN meaning_of_buy_in_codes(buy_in) IN ('part_a', 'both') OR (kind = 'a' AND buy_in = '') THEN 1
            ELSE 0
        END AS has_a,
        CASE
            WHEN meaning_of_buy_in_codes(buy_in) IN ('part_b', 'both') OR (kind = 'b' AND buy_in = '') THEN 1
            ELSE 0
        END AS has_b,
        CASE
            WHEN meaning_of_medicare_advantage_indicators(hmo) IS NOT NULL THEN 1
            WHEN part_c_contract <> '' AND meaning_of_no_plan_contract_codes(substr(part_c_contract, 1, 1)) IS NULL
                THEN 1
            WHEN kind = 'c' AND buy_in || hmo || part_c_contract || dual_status_code = '' THEN 1
            ELSE 0
        END AS has_c,
        CASE
            WHEN part_d_contract <> '' AND meaning_of_no_plan_contract_codes(substr(part_d_contract, 1, 1)) IS NULL
                THEN 1
            WHEN kind = 'd' AND buy_in || hmo || part_d_contract || dual_status_code = '' THEN 1
            ELSE 0
        END AS has_d
    FROM typed_rows
)
SELECT
    person_id,
    year_month,
    CAST((year_month // 100) * 12 + year_month % 100 AS INTEGER) AS month_number,
    max(member_id) AS member_id,
    max(CASE WHEN sex IN ('male', 'female') THEN sex ELSE 'unknown' END) AS sex,
    max(birth_date) AS birth_date,
    max(death_date) AS death_date,
    max(original_reason_entitlement_code) AS original_reason_entitlement_code,
    max(medicare_status_code) AS medicare_status_code,
    max(CASE WHEN dual_status_code = '**' THEN '' ELSE dual_status_code END) AS dual_status_code,
    max(CASE WHEN esrd_status IN ('Y', '1') THEN 'Y' ELSE '' END) AS esrd_status,
    CAST(max(has_a) AS VARCHAR) AS part_a,
    CAST(max(has_b) AS VARCHAR) AS part_b,
    CAST(max(has_d) AS VARCHAR) AS part_d,
    CAST(max(has_c) AS VARCHAR) AS medicare_advantage,
    max(state) AS state,
    max(zip_code) AS zip_code,
    min(source_file) AS source_file,
    min(source_row) AS source_row
FROM told
GROUP BY person_id, year_month
HAVING max(has_a) = 1 OR max(has_b) = 1

-- name: load_medical_claim
-- Grain: one row a row of typed_rows. Inputs: typed_rows, checked; $data_source, $payer, $plan.
INSERT INTO loaded_medical_claim BY NAME
SELECT
    * EXCLUDE (resource_line),
    $payer AS payer,
    $plan AS plan,
    $data_source AS data_source
FROM typed_rows

-- name: load_claim_diagnosis
-- Grain: one row a row of typed_rows. Inputs: typed_rows, checked; $data_source, $payer, $plan.
INSERT INTO loaded_claim_diagnosis BY NAME
SELECT
    * EXCLUDE (resource_line),
    $data_source AS data_source
FROM typed_rows

-- name: load_claim_procedure
-- Grain: one row a row of typed_rows. Inputs: typed_rows, checked; $data_source, $payer, $plan.
INSERT INTO loaded_claim_procedure BY NAME
SELECT
    * EXCLUDE (resource_line),
    $data_source AS data_source
FROM typed_rows

-- name: load_pharmacy_claim
-- Grain: one row a row of typed_rows. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the plan paid what it paid for covered drugs and for others; where the first is absent, so is the payment.
INSERT INTO loaded_pharmacy_claim BY NAME
SELECT
    * EXCLUDE (resource_line, paid_covered) REPLACE (paid_covered + coalesce(paid_amount, 0) AS paid_amount),
    $payer AS payer,
    $plan AS plan,
    $data_source AS data_source
FROM typed_rows

-- name: load_eligibility
-- Grain: one row a row of typed_rows, the span that a Coverage of a payer other than Medicare tells.
-- Inputs: typed_rows, checked; $data_source.
INSERT INTO loaded_eligibility BY NAME
SELECT
    * EXCLUDE (resource_line) REPLACE (CASE WHEN sex IN ('male', 'female') THEN sex ELSE 'unknown' END AS sex),
    $data_source AS data_source
FROM typed_rows

-- name: load_provider_attribution
-- Grain: one row a row of typed_rows, a member and month of an attribution list. Inputs: typed_rows, checked;
-- $data_source.
INSERT INTO loaded_provider_attribution BY NAME
SELECT
    * EXCLUDE (resource_line),
    $data_source AS data_source
FROM typed_rows
