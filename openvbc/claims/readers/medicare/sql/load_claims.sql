-- Grain: loaded_medical_claim one row a line of a final claim; diagnoses and procedures one row a claim and place;
-- loaded_pharmacy_claim one row a fill.
-- Inputs: medicare_line, medicare_fill; $data_source, $payer, $plan.
-- Rule: final actions only (F, or nothing where the file has no such column), nothing that was deleted, and no
-- claim without days (they are told). What is
-- known for the claim only stands on its first line, 0 on the others; the files repeat it on each.
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
