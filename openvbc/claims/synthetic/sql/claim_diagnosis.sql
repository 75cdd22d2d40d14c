-- One row a diagnosis. Parkinson's disease had one code until September 2023.
SELECT
    claim.claim_key || claim.version AS claim_id,
    CAST(diagnosis.number AS INTEGER) AS diagnosis_sequence,
    claim.person_id,
    claim.start_date AS claim_start_date,
    claim.end_date AS claim_end_date,
    'icd-10-cm' AS diagnosis_code_type,
    CASE WHEN code.code = 'G20A1' AND claim.end_date < DATE '2023-10-01' THEN 'G20' ELSE code.code END
        AS diagnosis_code,
    CASE WHEN claim.source = '60' THEN 'Y' ELSE '' END AS present_on_admission_code,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_diagnosis AS diagnosis
JOIN claim ON claim.idx = diagnosis.claim
JOIN code ON code.idx = diagnosis.code
