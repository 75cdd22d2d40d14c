-- Grain: one row. Inputs: staged_text. Columns: data_rows BIGINT. Rule: how many data rows the file has.
SELECT count(*) AS data_rows
FROM staged_text
