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
