-- Grain: one row a value that its column does not allow, the first five of each column.
-- Inputs: staged_text (one file as text); $columns and $rules, two lists side by side: what each column must hold.
-- Columns: column_name VARCHAR, rule VARCHAR, source_row BIGINT, value VARCHAR, cases BIGINT (all such rows).
-- Rule: 'identifier' is not empty; 'money' is dollars with at most two decimals and no exponent; 'months' is 0 to 12;
-- 'number' is a whole number; 'date' is a day of the calendar, YYYYMMDD, or empty. A whole number may carry the
-- ".0" that spreadsheets and data frames add. Columns without a rule may hold anything.
WITH cell AS (
    UNPIVOT staged_text ON COLUMNS(* EXCLUDE (source_row)) INTO NAME column_name VALUE value
),
column_rule AS (
    SELECT unnest($columns) AS column_name, unnest($rules) AS rule
),
judged AS (
    SELECT
        cell.column_name,
        column_rule.rule,
        cell.source_row,
        cell.value,
        CASE column_rule.rule
            WHEN 'identifier' THEN cell.value <> ''
            WHEN 'money' THEN regexp_full_match(cell.value, '-?([0-9]{1,12}(\.[0-9]{0,2})?|\.[0-9]{1,2})')
            WHEN 'months' THEN regexp_full_match(cell.value, '0?[0-9](\.0)?|1[0-2](\.0)?')
            WHEN 'number' THEN regexp_full_match(cell.value, '[0-9]{1,9}(\.0)?')
            WHEN 'date' THEN
                cell.value = ''
                OR (
                    regexp_full_match(cell.value, '[0-9]{8}(\.0)?')
                    AND try_strptime(substr(cell.value, 1, 8), '%Y%m%d') IS NOT NULL
                )
            ELSE true
        END AS allowed
    FROM cell
    INNER JOIN column_rule ON column_rule.column_name = cell.column_name
)
SELECT
    column_name,
    rule,
    source_row,
    value,
    count(*) OVER (PARTITION BY column_name) AS cases
FROM judged
WHERE NOT allowed
QUALIFY row_number() OVER (PARTITION BY column_name ORDER BY source_row) <= 5
ORDER BY column_name, source_row
