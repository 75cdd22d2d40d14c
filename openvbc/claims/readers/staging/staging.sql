-- name: value_rules
-- What a value may be, as macros over one text; '' is allowed everywhere (whether a value must be there is asked
-- apart).
-- Rule: dollars have no exponent, no sign but a leading minus, and no digits beyond cents but zeros; nothing is
-- rounded.
CREATE OR REPLACE TEMP MACRO is_money(v) AS
    v = '' OR regexp_full_match(v, '-?([0-9]{1,15}(\.([0-9]{0,2}|[0-9]{2}0+))?|\.([0-9]{1,2}|[0-9]{2}0+))');

CREATE OR REPLACE TEMP MACRO as_money(v) AS
    CAST(nullif(regexp_replace(v, '(\.[0-9]{2})0+$', '\1'), '') AS DECIMAL(18, 2));

-- Rule: a whole number may carry the ".0" that spreadsheets and data frames add.
CREATE OR REPLACE TEMP MACRO is_whole(v) AS v = '' OR regexp_full_match(v, '-?[0-9]{1,9}(\.0*)?');

CREATE OR REPLACE TEMP MACRO as_whole(v) AS CAST(nullif(regexp_replace(v, '\.0*$', ''), '') AS INTEGER);

CREATE OR REPLACE TEMP MACRO is_quantity(v) AS
    v = '' OR regexp_full_match(v, '-?([0-9]{1,13}(\.([0-9]{0,4}|[0-9]{4}0+))?|\.([0-9]{1,4}|[0-9]{4}0+))');

CREATE OR REPLACE TEMP MACRO as_quantity(v) AS
    CAST(nullif(regexp_replace(v, '(\.[0-9]{4})0+$', '\1'), '') AS DECIMAL(18, 4));

-- Rule: a day may carry a midnight, which is what exports of databases add; no other time of day.
CREATE OR REPLACE TEMP MACRO without_midnight(v) AS
    regexp_replace(v, '[T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?$', '');

CREATE OR REPLACE TEMP MACRO is_day(v, shape, format) AS
    v = ''
    OR (
        regexp_full_match(without_midnight(v), shape)
        AND coalesce(year(try_strptime(without_midnight(v), format)) BETWEEN 1800 AND 9999, false)
    );

CREATE OR REPLACE TEMP MACRO as_day(v, format) AS
    CAST(try_strptime(nullif(without_midnight(v), ''), format) AS DATE);

-- Rule: a code has letters, digits and little else; a day, an amount with cents or a sentence is none.
CREATE OR REPLACE TEMP MACRO is_code(v) AS
    v = ''
    OR (
        regexp_full_match(v, '[A-Za-z0-9*~^&$#@/+ _.-]{1,60}')
        AND NOT regexp_full_match(v, '[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}.*')
    );

CREATE OR REPLACE TEMP MACRO as_code(v) AS replace(v, '.', '');

-- name: count_uneven_lines
-- Grain: one row. Inputs: $path and $compression of one delimited file; $delimiter, and how many $delimiters its header
-- has; $quoted: whether quotation marks may stand around values.
-- Columns: lines BIGINT (lines of the file with more or fewer delimiters outside quotation marks).
-- Rule: every line has as many fields as the header. DuckDB's reader forgives one empty field too many at the end of a
-- line, which is what is left when a delimiter stands inside a value and all that follows has moved.
SELECT count(*) AS lines
FROM (
    SELECT CASE WHEN $quoted THEN regexp_replace(line, '"[^"]*"', '', 'g') ELSE line END AS bare
    FROM read_csv(
        $path,
        columns = {'line': 'VARCHAR'},
        compression = $compression,
        header = true,
        auto_detect = false,
        delim = '\x01',
        quote = '',
        escape = '',
        max_line_size = 10000000
    )
    WHERE line <> ''
)
WHERE length(bare) - length(replace(bare, $delimiter, '')) <> $delimiters

-- name: find_total_lines
-- Grain: total_line one row a claim whose line of revenue center 0001 repeats the sum of its other lines; then one row
-- in all. Inputs: loaded_medical_claim. Columns: claims BIGINT, dollars DECIMAL, examples VARCHAR[] (the first of
-- them by name).
-- Rule: revenue center 0001 is the total of the claim, for certain where it has one such line whose paid and allowed
-- amounts are those of all others together (or not there), and not both zero. It is the paid dollars that are told, or
-- the allowed ones where none are paid.
CREATE OR REPLACE TEMP TABLE total_line AS
WITH total AS (
    SELECT
        data_source,
        claim_id,
        coalesce(sum(paid_amount), 0) AS total_paid,
        coalesce(sum(allowed_amount), 0) AS total_allowed
    FROM loaded_medical_claim
    WHERE meaning_of_total_charge_revenue_centers(revenue_center_code) IS NOT NULL
    GROUP BY data_source, claim_id
    HAVING count(*) = 1 AND (coalesce(sum(paid_amount), 0) <> 0 OR coalesce(sum(allowed_amount), 0) <> 0)
),
claim AS (
    SELECT
        total.*,
        coalesce(sum(line.paid_amount), 0) AS lines_paid,
        coalesce(sum(line.allowed_amount), 0) AS lines_allowed
    FROM total
    INNER JOIN loaded_medical_claim AS line
        ON line.data_source = total.data_source
        AND line.claim_id = total.claim_id
        AND meaning_of_total_charge_revenue_centers(line.revenue_center_code) IS NULL
    GROUP BY ALL
)
SELECT data_source, claim_id, CASE WHEN total_paid <> 0 THEN total_paid ELSE total_allowed END AS dollars
FROM claim
WHERE total_paid IN (0, lines_paid) AND total_allowed IN (0, lines_allowed);

SELECT
    count(*) AS claims,
    coalesce(sum(dollars), 0) AS dollars,
    list('claim ' || claim_id || ': $' || CAST(dollars AS VARCHAR) ORDER BY data_source, claim_id)[1:5] AS examples
FROM total_line

-- name: leave_out_total_lines
-- Rule: the line that is the total of a claim is no service of it. Inputs: loaded_medical_claim, total_line.
DELETE FROM loaded_medical_claim
USING total_line
WHERE total_line.data_source = loaded_medical_claim.data_source
    AND total_line.claim_id = loaded_medical_claim.claim_id
    AND meaning_of_total_charge_revenue_centers(loaded_medical_claim.revenue_center_code) IS NOT NULL

-- name: find_named_bills
-- Grain: taken_back one row a claim that another bill takes back, and each void that does; then one row in all.
-- Inputs: loaded_medical_claim. Columns: claims BIGINT, dollars DECIMAL, examples VARCHAR[] (the first by name).
-- Rule: bills of one source, person and claim control number are one claim and what became of it. A void (type of bill
-- ending in 8) above zero whose amount is that of the one other bill goes with it; a replacement (7) stays without the
-- one other bill. Everything else stays as it is, for the audits to tell.
CREATE OR REPLACE TEMP TABLE taken_back AS
WITH bill AS (
    SELECT
        data_source,
        claim_id,
        min(person_id) AS person_id,
        min(claim_control_number) AS control_number,
        meaning_of_bill_frequency_codes(max(substr(bill_type_code, 3, 1))) AS kind,
        coalesce(sum(paid_amount), 0) AS dollars
    FROM loaded_medical_claim
    WHERE claim_control_number <> '' AND claim_type = 'institutional'
    GROUP BY data_source, claim_id
),
pair AS (
    SELECT data_source, person_id, control_number
    FROM bill
    GROUP BY data_source, person_id, control_number
    HAVING count(*) = 2
        AND count(*) FILTER (kind IN ('replacement', 'void')) = 1
        AND min(dollars) >= 0
        AND (count(*) FILTER (kind = 'replacement') = 1 OR min(dollars) = max(dollars))
)
SELECT bill.data_source, bill.claim_id, bill.dollars
FROM bill
INNER JOIN pair
    ON pair.data_source = bill.data_source
    AND pair.person_id = bill.person_id
    AND pair.control_number = bill.control_number
WHERE bill.kind IS DISTINCT FROM 'replacement';

SELECT
    count(*) AS claims,
    coalesce(sum(dollars), 0) AS dollars,
    list('claim ' || claim_id || ': $' || CAST(dollars AS VARCHAR) ORDER BY data_source, claim_id)[1:5] AS examples
FROM taken_back

-- name: leave_out_named_bills
-- Inputs: taken_back, and the loaded tables of medical claims.
DELETE FROM loaded_medical_claim
USING taken_back
WHERE taken_back.data_source = loaded_medical_claim.data_source
    AND taken_back.claim_id = loaded_medical_claim.claim_id;

DELETE FROM loaded_claim_diagnosis
USING taken_back
WHERE taken_back.data_source = loaded_claim_diagnosis.data_source
    AND taken_back.claim_id = loaded_claim_diagnosis.claim_id;

DELETE FROM loaded_claim_procedure
USING taken_back
WHERE taken_back.data_source = loaded_claim_procedure.data_source
    AND taken_back.claim_id = loaded_claim_procedure.claim_id

-- name: count_loaded
-- Grain: one row a canonical table. Inputs: the loaded tables.
-- Columns: name VARCHAR, label VARCHAR, rows BIGINT, amount DECIMAL (dollars paid, NULL where there are none).
SELECT 'eligibility' AS name, 'spans of enrollment' AS label, count(*) AS rows, CAST(NULL AS DECIMAL(38, 2)) AS amount
FROM loaded_eligibility
UNION ALL
SELECT 'medical_claim', 'lines of medical claims', count(*), sum(paid_amount) FROM loaded_medical_claim
UNION ALL
SELECT 'claim_diagnosis', 'diagnoses of medical claims', count(*), NULL FROM loaded_claim_diagnosis
UNION ALL
SELECT 'claim_procedure', 'procedures of medical claims', count(*), NULL FROM loaded_claim_procedure
UNION ALL
SELECT 'pharmacy_claim', 'fills', count(*), sum(paid_amount) FROM loaded_pharmacy_claim
UNION ALL
SELECT 'annual_expenditure', 'amounts of yearly summaries', count(*), sum(paid_amount) FROM loaded_annual_expenditure
UNION ALL
SELECT 'covered_benefit', 'further benefits', count(*), NULL FROM loaded_covered_benefit
UNION ALL
SELECT 'admission_event', 'ADT events', count(*), NULL FROM loaded_admission_event
UNION ALL
SELECT 'prior_authorization', 'authorized services', count(*), NULL FROM loaded_prior_authorization
UNION ALL
SELECT 'provider_attribution', 'months of attribution', count(*), NULL FROM loaded_provider_attribution
