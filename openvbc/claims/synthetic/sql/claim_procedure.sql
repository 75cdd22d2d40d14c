-- One row a procedure: of stays whose group has one.
SELECT
    claim_key || version AS claim_id,
    CAST(1 AS INTEGER) AS procedure_sequence,
    person_id,
    'icd-10-pcs' AS procedure_code_type,
    procedure_code,
    start_date AS procedure_date,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM claim
WHERE procedure_code <> ''
