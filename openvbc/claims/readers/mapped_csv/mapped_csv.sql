-- name: load_eligibility
-- Grain: loaded_eligibility one row a row of the file; loaded_covered_benefit one row a row and benefit of which it says
-- whether it is covered; loaded_provider_attribution one row a person and month.
-- Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: payer and plan of the mapping stand where the file has none. A row that names to whom the member is attributed
-- says so for every month that its span touches; where two spans touch one month, the later span says it.
INSERT INTO loaded_eligibility BY NAME
SELECT
    * EXCLUDE (attributed_npi, attributed_tin, attributed_organization, dental, eye, reversal_told_by) REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan,
        lower(sex) AS sex,
        lower(payer_type) AS payer_type
    ),
    $data_source AS data_source
FROM typed_rows;

INSERT INTO loaded_covered_benefit BY NAME
SELECT
    person_id,
    coalesce(nullif(payer, ''), $payer) AS payer,
    coalesce(nullif(plan, ''), $plan) AS plan,
    benefit,
    covered,
    enrollment_start_date AS start_date,
    enrollment_end_date AS end_date,
    $data_source AS data_source,
    source_file,
    source_row
FROM (
    SELECT *, 'dental' AS benefit, dental AS covered FROM typed_rows
    UNION ALL
    SELECT *, 'eye' AS benefit, eye AS covered FROM typed_rows
)
WHERE covered <> '';

INSERT INTO loaded_provider_attribution BY NAME
WITH month AS (
    SELECT
        *,
        unnest(
            generate_series(
                date_trunc('month', enrollment_start_date), date_trunc('month', enrollment_end_date), INTERVAL 1 MONTH
            )
        ) AS first_day
    FROM typed_rows
    WHERE attributed_npi <> '' OR attributed_tin <> '' OR attributed_organization <> ''
)
SELECT
    person_id,
    member_id,
    CAST(year(first_day) * 100 + month(first_day) AS INTEGER) AS year_month,
    coalesce(nullif(payer, ''), $payer) AS payer,
    coalesce(nullif(plan, ''), $plan) AS plan,
    attributed_npi AS payer_attributed_provider,
    attributed_tin AS payer_attributed_provider_practice,
    attributed_organization AS payer_attributed_provider_organization,
    '' AS payer_attributed_provider_lob,
    $data_source AS data_source,
    source_file,
    source_row
FROM month
QUALIFY row_number() OVER (
    PARTITION BY person_id, year_month, payer, plan ORDER BY enrollment_start_date DESC, source_row DESC
) = 1

-- name: load_providers
-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source.
INSERT INTO loaded_provider BY NAME
SELECT * EXCLUDE (reversal_told_by), $data_source AS data_source
FROM typed_rows

-- name: gather_claims
-- Grain: one row a row of the file. Inputs: typed_rows, checked; $reversed, the values that mark a reversal; $unsigned:
-- whether reversals carry amounts without a minus.
-- Rule: every amount of a reversal gets its minus here, so that from now on all amounts can be added.
CREATE TEMP TABLE IF NOT EXISTS gathered AS
SELECT *, false AS is_reversal, CAST(0 AS BIGINT) AS load_order FROM typed_rows LIMIT 0;

INSERT INTO gathered BY NAME
SELECT
    COLUMNS(lambda c: NOT ends_with(c, '_amount')),
    CASE WHEN $unsigned AND list_contains($reversed, reversal_told_by) THEN -1 ELSE 1 END
        * COLUMNS('(.*_amount)') AS '\1',
    list_contains($reversed, reversal_told_by) AS is_reversal,
    source_row + (SELECT coalesce(max(load_order), 0) FROM gathered) AS load_order
FROM typed_rows

-- name: net_claims
-- Grain: net_line one row a claim and line that was reversed at least once; typed_rows one row a final line.
-- Inputs: gathered; $orphans, what a reversal does whose payment is not there (pair_by_amount or signed_sum).
-- Rule: a line without reversal stays as it is. A line paid and reversed as often, with nothing left, is gone. Of any
-- other the last payment stays with the sum of all its amounts. An orphan stays with its minus under signed_sum only.
CREATE OR REPLACE TEMP TABLE net_line AS
WITH summed AS (
    SELECT
        claim_id,
        claim_line_number,
        count(*) AS line_rows,
        count(*) FILTER (NOT is_reversal) AS payments,
        count(*) FILTER (is_reversal) AS reversals,
        sum(coalesce(paid_amount, 0)) AS net_paid,
        coalesce(max(load_order) FILTER (NOT is_reversal), max(load_order)) AS kept_order
    FROM gathered
    GROUP BY claim_id, claim_line_number
)
SELECT
    *,
    CASE
        WHEN payments = 0 AND $orphans = 'pair_by_amount' THEN 'orphans'
        WHEN payments > 0 AND payments <= reversals AND net_paid = 0 THEN 'taken_back'
        ELSE 'merged'
    END AS outcome
FROM summed
WHERE reversals > 0;

CREATE OR REPLACE TEMP TABLE typed_rows AS
WITH merged AS (
    SELECT net_line.kept_order AS load_order, sum(COLUMNS('(.*_amount)')) AS '\1'
    FROM gathered
    INNER JOIN net_line USING (claim_id, claim_line_number)
    WHERE net_line.outcome = 'merged'
    GROUP BY net_line.kept_order
),
final_row AS (
    SELECT gathered.*
    FROM gathered
    ANTI JOIN net_line USING (claim_id, claim_line_number)
    UNION ALL BY NAME
    SELECT
        COLUMNS(lambda c: NOT ends_with(c, '_amount') OR c = 'load_order'),
        merged.* EXCLUDE (load_order)
    FROM (SELECT COLUMNS(lambda c: NOT ends_with(c, '_amount')) FROM gathered) AS described
    INNER JOIN merged USING (load_order)
)
SELECT
    COLUMNS(
        lambda c: NOT list_contains(
            [
                'member_name', 'birth_date', 'sex', 'out_of_network_flag', 'supply_end_date', 'reversal_told_by',
                'is_reversal', 'load_order'
            ],
            c
        )
    )
FROM final_row

-- name: count_netting
-- Grain: one row a step of the netting. Inputs: gathered, net_line, typed_rows.
-- Columns: name VARCHAR, rows BIGINT, amount DECIMAL (dollars paid).
SELECT 'received' AS name, count(*) AS rows, coalesce(sum(paid_amount), 0) AS amount
FROM gathered
UNION ALL
SELECT 'final', count(*), coalesce(sum(paid_amount), 0)
FROM typed_rows
UNION ALL
SELECT outcome.name, CAST(coalesce(sum(line_rows), 0) AS BIGINT), coalesce(sum(net_paid), 0)
FROM (VALUES ('taken_back'), ('orphans'), ('merged')) AS outcome (name)
LEFT JOIN net_line ON net_line.outcome = outcome.name
GROUP BY outcome.name

-- name: list_reversals_of_others
-- Grain: one row a line that was reversed and whose rows name several people, the first five.
-- Inputs: gathered, net_line.
-- Columns: claim_id VARCHAR, claim_line_number INTEGER, people VARCHAR[] (the first three), cases BIGINT (all such).
SELECT
    gathered.claim_id,
    gathered.claim_line_number,
    list(DISTINCT gathered.person_id ORDER BY gathered.person_id)[1:3] AS people,
    count(*) OVER () AS cases
FROM gathered
INNER JOIN net_line USING (claim_id, claim_line_number)
GROUP BY gathered.claim_id, gathered.claim_line_number
HAVING count(DISTINCT gathered.person_id) > 1
ORDER BY gathered.claim_id, gathered.claim_line_number
LIMIT 5

-- name: list_uneven_nets
-- Grain: one row a line whose net payment is not that of its last payment, the first five.
-- Inputs: gathered, net_line.
-- Columns: claim_id VARCHAR, claim_line_number INTEGER, net_paid DECIMAL, last_paid DECIMAL, cases BIGINT (all such).
SELECT
    net_line.claim_id,
    net_line.claim_line_number,
    net_line.net_paid,
    coalesce(gathered.paid_amount, 0) AS last_paid,
    count(*) OVER () AS cases
FROM net_line
INNER JOIN gathered ON gathered.load_order = net_line.kept_order
WHERE net_line.outcome = 'merged' AND net_line.net_paid <> coalesce(gathered.paid_amount, 0)
ORDER BY net_line.claim_id, net_line.claim_line_number
LIMIT 5

-- name: end_netting
-- Rule: nothing of one kind of claims is left when the next kind is gathered.
DROP TABLE IF EXISTS gathered;

DROP TABLE IF EXISTS net_line

-- name: begin_extra
-- Grain: extra_without_claim one row a further code of a claim that was not loaded; claim_days one row a claim.
-- Inputs: typed_rows, checked; loaded_medical_claim.
-- Rule: what belongs to no claim that was loaded is told.
CREATE TEMP TABLE IF NOT EXISTS extra_without_claim (claim_id VARCHAR);

INSERT INTO extra_without_claim
SELECT claim_id FROM typed_rows ANTI JOIN loaded_medical_claim USING (claim_id);

CREATE TEMP VIEW IF NOT EXISTS claim_days AS
SELECT
    claim_id,
    min(person_id) AS person_id,
    min(claim_start_date) AS claim_start_date,
    max(claim_end_date) AS claim_end_date
FROM loaded_medical_claim
GROUP BY claim_id

-- name: load_extra_diagnoses
-- Grain: one row a further diagnosis of a claim.
-- Inputs: typed_rows, checked; claim_days, loaded_claim_diagnosis; $data_source.
-- Rule: it takes the next place after those that the claim has. A code that the claim already has adds nothing.
INSERT INTO loaded_claim_diagnosis BY NAME
WITH place AS (
    SELECT claim_id, max(diagnosis_sequence) AS last FROM loaded_claim_diagnosis GROUP BY claim_id
),
extra AS (
    SELECT *
    FROM typed_rows
    ANTI JOIN loaded_claim_diagnosis USING (claim_id, diagnosis_code)
    QUALIFY row_number() OVER (PARTITION BY claim_id, diagnosis_code ORDER BY source_row) = 1
)
SELECT
    extra.claim_id,
    coalesce(place.last, 0) + row_number() OVER (PARTITION BY extra.claim_id ORDER BY extra.source_row)
        AS diagnosis_sequence,
    claim.person_id,
    claim.claim_start_date,
    claim.claim_end_date,
    extra.diagnosis_code,
    lower(extra.diagnosis_code_type) AS diagnosis_code_type,
    extra.present_on_admission_code,
    $data_source AS data_source,
    extra.source_file,
    extra.source_row
FROM extra
INNER JOIN claim_days AS claim ON claim.claim_id = extra.claim_id
LEFT JOIN place ON place.claim_id = extra.claim_id

-- name: load_extra_procedures
-- Grain: one row a further procedure of a claim.
-- Inputs: typed_rows, checked; claim_days, loaded_claim_procedure; $data_source.
-- Rule: it takes the next place after those that the claim has. A code that the claim already has adds nothing.
INSERT INTO loaded_claim_procedure BY NAME
WITH place AS (
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
INNER JOIN claim_days AS claim ON claim.claim_id = extra.claim_id
LEFT JOIN place ON place.claim_id = extra.claim_id

-- name: list_extra_without_claim
-- Grain: one row a claim that further codes name and no file of claims has, the first five.
-- Inputs: extra_without_claim. Columns: claim_id VARCHAR, cases BIGINT (all such codes).
SELECT claim_id, sum(count(*)) OVER () AS cases
FROM extra_without_claim
GROUP BY claim_id
ORDER BY claim_id
LIMIT 5
