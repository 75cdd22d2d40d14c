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
SELECT 'provider_attribution', 'months of attribution', count(*), NULL FROM loaded_provider_attribution
