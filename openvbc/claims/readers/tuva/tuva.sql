-- name: load_eligibility
-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the payer and plan of the load stand where the file has none; words that Tuva writes small are small. A span
-- that ends in the year 9999 has no end that is known: it goes on to the last day that a project holds, $last_day.
INSERT INTO loaded_eligibility BY NAME
SELECT
    * REPLACE (
        CASE
            WHEN year(enrollment_end_date) = 9999 THEN CAST($last_day AS DATE) ELSE enrollment_end_date
        END AS enrollment_end_date,
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan,
        lower(sex) AS sex,
        lower(payer_type) AS payer_type
    ),
    $data_source AS data_source
FROM typed_rows

-- name: load_medical_claim
-- Grain: loaded_medical_claim one row a row of the file; diagnoses and procedures one row a claim and place.
-- Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the payer and plan of the load stand where the file has none. The input layer repeats a claim's diagnoses and
-- procedures on each line; where its lines differ, the first line that has a code in that place decides,
-- in the order of the files.
INSERT INTO loaded_medical_claim BY NAME
SELECT
    * EXCLUDE (diagnosis_code_type, procedure_code_type) REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan,
        lower(claim_type) AS claim_type,
        lower(drg_code_type) AS drg_code_type
    ),
    $data_source AS data_source
FROM (
    SELECT COLUMNS(lambda c: NOT regexp_matches(c, '^(diagnosis|procedure)_(code|poa|date)_[0-9]+$')) FROM typed_rows
);

INSERT INTO loaded_claim_diagnosis BY NAME
WITH place AS (
    SELECT
        source_row,
        source_file,
        claim_id,
        person_id,
        claim_start_date,
        claim_end_date,
        lower(diagnosis_code_type) AS diagnosis_code_type,
        unnest(range(1, 26)) AS diagnosis_sequence,
        unnest(list_value(*COLUMNS('^diagnosis_code_[0-9]+$'))) AS diagnosis_code,
        unnest(list_value(*COLUMNS('^diagnosis_poa_[0-9]+$'))) AS present_on_admission_code
    FROM typed_rows
)
SELECT
    claim_id,
    diagnosis_sequence,
    arg_min(person_id, source_row) AS person_id,
    arg_min(claim_start_date, source_row) AS claim_start_date,
    arg_min(claim_end_date, source_row) AS claim_end_date,
    arg_min(diagnosis_code_type, source_row) AS diagnosis_code_type,
    arg_min(diagnosis_code, source_row) AS diagnosis_code,
    arg_min(present_on_admission_code, source_row) AS present_on_admission_code,
    $data_source AS data_source,
    arg_min(source_file, source_row) AS source_file,
    min(source_row) AS source_row
FROM place
ANTI JOIN loaded_claim_diagnosis AS before USING (claim_id, diagnosis_sequence)
WHERE diagnosis_code <> ''
GROUP BY claim_id, diagnosis_sequence;

INSERT INTO loaded_claim_procedure BY NAME
WITH place AS (
    SELECT
        source_row,
        source_file,
        claim_id,
        person_id,
        lower(procedure_code_type) AS procedure_code_type,
        unnest(range(1, 26)) AS procedure_sequence,
        unnest(list_value(*COLUMNS('^procedure_code_[0-9]+$'))) AS procedure_code,
        unnest(list_value(*COLUMNS('^procedure_date_[0-9]+$'))) AS procedure_date
    FROM typed_rows
)
SELECT
    claim_id,
    procedure_sequence,
    arg_min(person_id, source_row) AS person_id,
    arg_min(procedure_code_type, source_row) AS procedure_code_type,
    arg_min(procedure_code, source_row) AS procedure_code,
    -- A day may be missing while the code is there: of the row that decides the code, not of the first that has a day.
    CAST(nullif(arg_min(coalesce(CAST(procedure_date AS VARCHAR), ''), source_row), '') AS DATE) AS procedure_date,
    $data_source AS data_source,
    arg_min(source_file, source_row) AS source_file,
    min(source_row) AS source_row
FROM place
ANTI JOIN loaded_claim_procedure AS before USING (claim_id, procedure_sequence)
WHERE procedure_code <> ''
GROUP BY claim_id, procedure_sequence

-- name: count_claims_that_differ
-- Grain: one row a claim whose lines name different diagnoses in the same place, the first five by name.
-- Inputs: typed_rows. Columns: claim_id VARCHAR, cases BIGINT (all such claims).
WITH place AS (
    SELECT
        claim_id,
        unnest(range(1, 26)) AS diagnosis_sequence,
        unnest(list_value(*COLUMNS('^diagnosis_code_[0-9]+$'))) AS diagnosis_code
    FROM typed_rows
),
differing AS (
    SELECT claim_id
    FROM place
    WHERE diagnosis_code <> ''
    GROUP BY claim_id, diagnosis_sequence
    HAVING count(DISTINCT diagnosis_code) > 1
),
claim AS (
    SELECT DISTINCT claim_id FROM differing
)
SELECT claim_id, count(*) OVER () AS cases
FROM claim
ORDER BY claim_id
LIMIT 5

-- name: load_pharmacy_claim
-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the payer and plan of the load stand where the file has none.
INSERT INTO loaded_pharmacy_claim BY NAME
SELECT
    * REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan
    ),
    $data_source AS data_source
FROM typed_rows

-- name: load_provider_attribution
-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the payer and plan of the load stand where the file has none.
INSERT INTO loaded_provider_attribution BY NAME
SELECT
    * REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan
    ),
    $data_source AS data_source
FROM typed_rows

-- name: load_provider
-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source.
INSERT INTO loaded_provider BY NAME
SELECT *, $data_source AS data_source FROM typed_rows

-- name: count_open_spans
-- Grain: one row. Inputs: typed_rows. Columns: spans BIGINT (those that end in the year 9999).
SELECT count(*) AS spans
FROM typed_rows
WHERE year(enrollment_end_date) = 9999

-- name: count_practice_names
-- Grain: one row a practice that the payer names by a word instead of a TIN, the first five by name.
-- Inputs: typed_rows. Columns: practice VARCHAR, months BIGINT (all such rows), unattributable BIGINT (those of them
-- that name neither an organization nor a clinician).
SELECT DISTINCT
    payer_attributed_provider_practice AS practice,
    count(*) OVER () AS months,
    count(*) FILTER (
        payer_attributed_provider_organization = '' AND payer_attributed_provider = ''
    ) OVER () AS unattributable
FROM typed_rows
WHERE regexp_matches(payer_attributed_provider_practice, '[A-Za-z]')
ORDER BY practice
LIMIT 5

-- name: list_rows_without_payer
-- Grain: one row a file with rows of eligibility or attribution that name no payer.
-- Inputs: loaded_eligibility, loaded_provider_attribution.
-- Columns: source_file VARCHAR, source_row BIGINT (the first), cases BIGINT.
WITH nameless AS (
    SELECT source_file, source_row FROM loaded_eligibility WHERE payer = ''
    UNION ALL
    SELECT source_file, source_row FROM loaded_provider_attribution WHERE payer = ''
)
SELECT source_file, min(source_row) AS source_row, count(*) AS cases
FROM nameless
GROUP BY source_file
ORDER BY source_file
