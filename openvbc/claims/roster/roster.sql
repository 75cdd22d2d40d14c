-- name: type_roster
-- Grain: one row a data row of the file. Inputs: staged_text. Columns: those of a roster.
-- Rule: a roster that does not say when it was made is one roster, of the first of January 1900.
CREATE OR REPLACE TABLE roster_rows AS
WITH typed AS (
    SELECT
        CASE roster_date WHEN '' THEN DATE '1900-01-01' ELSE as_day(roster_date, '%Y-%m-%d') END AS roster_date,
        person_id,
        CAST(substr(replace(year_month, '-', ''), 1, 6) AS INTEGER) AS year_month,
        cohort,
        rate_cell,
        payee,
        as_quantity(risk_score) AS risk_score,
        CAST(source_row AS BIGINT) AS source_row
    FROM staged_text
)
SELECT
    roster_date,
    CAST(year(roster_date) * 12 + month(roster_date) - 1 AS INTEGER) AS roster_month_index,
    person_id,
    year_month,
    CAST((year_month // 100) * 12 + year_month % 100 - 1 AS INTEGER) AS month_index,
    cohort,
    rate_cell,
    payee,
    risk_score,
    source_row
FROM typed;

-- name: say_some_days
-- Grain: one row. Inputs: staged_text. Columns: said, rows.
-- Rule: on how many rows the day of the roster is said.
SELECT count(*) FILTER (roster_date <> '') AS said, count(*) AS all_rows
FROM staged_text;
