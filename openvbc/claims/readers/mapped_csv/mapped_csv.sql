-- name: load_eligibility
-- Grain: loaded_eligibility one row a row of the file; loaded_covered_benefit one row a row and benefit of which it
-- says whether it is covered; loaded_provider_attribution one row a person and month.
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
-- whether reversals carry amounts without a minus; $not_kept, fields that are checked and go no further.
-- Rule: every amount of a reversal gets its minus here, so that from now on all amounts can be added.
CREATE TEMP TABLE IF NOT EXISTS gathered AS
SELECT COLUMNS(lambda c: NOT list_contains($not_kept, c)), false AS is_reversal, CAST(0 AS BIGINT) AS load_order
FROM typed_rows
LIMIT 0;

INSERT INTO gathered BY NAME
SELECT
    COLUMNS(lambda c: NOT ends_with(c, '_amount') AND NOT list_contains($not_kept, c)),
    CASE WHEN $unsigned AND list_contains($reversed, reversal_told_by) THEN -1 ELSE 1 END
        * COLUMNS('(.*_amount)') AS '\1',
    list_contains($reversed, reversal_told_by) AS is_reversal,
    source_row + (SELECT coalesce(max(load_order), 0) FROM gathered) AS load_order
FROM typed_rows

-- name: gather_headers
-- Grain: header_row one row a row of the file. Inputs: typed_rows, checked; $reversed, the values that mark a reversal;
-- $unsigned: whether reversals carry amounts without a minus; $not_kept, fields that are checked and go no further.
CREATE TEMP TABLE IF NOT EXISTS header_row AS
SELECT COLUMNS(lambda c: NOT list_contains($not_kept, c)), false AS is_reversal, false AS unsigned
FROM typed_rows
LIMIT 0;

INSERT INTO header_row BY NAME
SELECT
    COLUMNS(lambda c: NOT list_contains($not_kept, c)),
    list_contains($reversed, reversal_told_by) AS is_reversal,
    $unsigned AS unsigned
FROM typed_rows

-- name: gather_lines
-- Grain: line_row one row a row of the file. Inputs: typed_rows, checked; $not_kept, fields that go no further.
CREATE TEMP TABLE IF NOT EXISTS line_row AS
SELECT COLUMNS(lambda c: NOT list_contains($not_kept, c)) FROM typed_rows LIMIT 0;

INSERT INTO line_row BY NAME
SELECT COLUMNS(lambda c: NOT list_contains($not_kept, c)) FROM typed_rows

-- name: hold_headers_against_lines
-- Grain: joined_total one row a claim and version of header_row or line_row. Inputs: header_row, line_row.
-- Rule: what header and lines say is held side by side as it came; an amount that no line tells is none of the lines.
CREATE OR REPLACE TEMP TABLE joined_total AS
WITH headers AS (
    SELECT
        claim_id,
        claim_version,
        count(*) AS headers,
        min(person_id) AS person_id,
        bool_or(is_reversal) AS is_reversal,
        bool_or(unsigned) AS unsigned,
        sum(paid_amount) AS paid_amount,
        sum(allowed_amount) AS allowed_amount,
        sum(charge_amount) AS charge_amount
    FROM header_row
    GROUP BY claim_id, claim_version
),
lines AS (
    SELECT
        claim_id,
        claim_version,
        count(*) AS lines,
        min(person_id) AS first_person,
        max(person_id) AS last_person,
        sum(paid_amount) AS paid_amount,
        sum(allowed_amount) AS allowed_amount,
        sum(charge_amount) AS charge_amount
    FROM line_row
    GROUP BY claim_id, claim_version
)
SELECT
    claim_id,
    claim_version,
    coalesce(headers.headers, 0) AS headers,
    coalesce(lines.lines, 0) AS lines,
    headers.person_id,
    headers.is_reversal,
    headers.unsigned,
    lines.first_person,
    lines.last_person,
    headers.paid_amount AS header_paid,
    lines.paid_amount AS lines_paid,
    headers.allowed_amount AS header_allowed,
    lines.allowed_amount AS lines_allowed,
    headers.charge_amount AS header_charge,
    lines.charge_amount AS lines_charge
FROM headers
FULL OUTER JOIN lines USING (claim_id, claim_version)

-- name: list_unjoined_claims
-- Grain: one row a fault of a claim and version, the first five of each kind, in order of kind and claim.
-- Inputs: joined_total.
-- Columns: fault VARCHAR, claim_id VARCHAR, claim_version VARCHAR, of_header VARCHAR, of_lines VARCHAR (what each
-- says), cases BIGINT (all such), amount DECIMAL (dollars of all such).
WITH told AS (
    SELECT
        'several_headers' AS fault,
        claim_id,
        claim_version,
        CAST(headers AS VARCHAR) AS of_header,
        CAST(lines AS VARCHAR) AS of_lines,
        header_paid AS amount
    FROM joined_total
    WHERE headers > 1
    UNION ALL
    SELECT 'no_lines', claim_id, claim_version, CAST(header_paid AS VARCHAR), '', header_paid
    FROM joined_total
    WHERE lines = 0
    UNION ALL
    SELECT 'no_header', claim_id, claim_version, '', CAST(lines_paid AS VARCHAR), lines_paid
    FROM joined_total
    WHERE headers = 0
    UNION ALL
    SELECT
        'of_others',
        claim_id,
        claim_version,
        person_id,
        CASE WHEN first_person = person_id THEN last_person ELSE first_person END,
        header_paid
    FROM joined_total
    WHERE person_id <> first_person OR person_id <> last_person
    UNION ALL
    SELECT
        'wrong_sign',
        claim_id,
        claim_version,
        CASE WHEN unsigned THEN 'without' ELSE 'with' END,
        CAST(lines_paid AS VARCHAR),
        lines_paid
    FROM joined_total
    WHERE is_reversal AND ((unsigned AND lines_paid < 0) OR (NOT unsigned AND lines_paid > 0))
    UNION ALL
    SELECT
        'paid_of_header',
        claim_id,
        claim_version,
        CAST(header_paid AS VARCHAR),
        '',
        header_paid
    FROM joined_total
    WHERE headers > 0 AND lines > 0 AND lines_paid IS NULL AND header_paid IS NOT NULL
    UNION ALL
    SELECT
        each.kind,
        claim_id,
        claim_version,
        CAST(each.of_header AS VARCHAR),
        CAST(each.of_lines AS VARCHAR),
        abs(each.of_header - each.of_lines)
    FROM (
        SELECT
            claim_id,
            claim_version,
            unnest(
                [
                    {'kind': 'paid_differs', 'of_header': header_paid, 'of_lines': lines_paid},
                    {'kind': 'allowed_differs', 'of_header': header_allowed, 'of_lines': lines_allowed},
                    {'kind': 'charge_differs', 'of_header': header_charge, 'of_lines': lines_charge}
                ]
            ) AS each
        FROM joined_total
    )
    WHERE each.of_header <> each.of_lines
)
SELECT
    fault,
    claim_id,
    claim_version,
    of_header,
    of_lines,
    count(*) OVER (PARTITION BY fault) AS cases,
    coalesce(sum(amount) OVER (PARTITION BY fault), 0) AS amount
FROM told
QUALIFY row_number() OVER (PARTITION BY fault ORDER BY claim_id, claim_version) <= 5
ORDER BY fault, claim_id, claim_version

-- name: end_joining
-- Rule: nothing of headers and lines is left once they are joined.
DROP TABLE IF EXISTS header_row;

DROP TABLE IF EXISTS line_row;

DROP TABLE IF EXISTS joined_total

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
            ['reversal_told_by', 'is_reversal', 'load_order'],
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
