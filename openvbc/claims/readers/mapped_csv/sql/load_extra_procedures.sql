-- Grain: one row a further procedure of a claim. Inputs: typed_rows, checked; loaded_medical_claim, loaded_claim_procedure;
-- $data_source.
-- Rule: it takes the next place after those that the claim has. A code that the claim already has adds nothing. What
-- belongs to no claim that was loaded goes to extra_without_claim and is told.
CREATE TEMP TABLE IF NOT EXISTS extra_without_claim (claim_id VARCHAR);

INSERT INTO extra_without_claim
SELECT claim_id FROM typed_rows ANTI JOIN loaded_medical_claim USING (claim_id);

INSERT INTO loaded_claim_procedure BY NAME
WITH claim AS (
    SELECT
        claim_id,
        min(person_id) AS person_id,
        min(claim_start_date) AS claim_start_date,
        max(claim_end_date) AS claim_end_date
    FROM loaded_medical_claim
    GROUP BY claim_id
),
place AS (
    SELECT claim_id, max(procedure_sequence) AS last FROM loaded_claim_procedure GROUP BY claim_id
),
extra AS (
    SELECT *
    FROM typed_rows
    ANTI JOIN loaded_claim_procedure USING (claim_id, procedure_code)
    QUALIFY row_number() OVER (PARTITION BY claim_id, procedure_code ORDER BY source_row) = 1
)
SELECT
    extra.claim_id,
    coalesce(place.last, 0) + row_number() OVER (PARTITION BY extra.claim_id ORDER BY extra.source_row)
        AS procedure_sequence,
    claim.person_id,
    extra.procedure_code,
    lower(extra.procedure_code_type) AS procedure_code_type,
    extra.procedure_date,
    $data_source AS data_source,
    extra.source_file,
    extra.source_row
FROM extra
INNER JOIN claim ON claim.claim_id = extra.claim_id
LEFT JOIN place ON place.claim_id = extra.claim_id
