-- One row a choice of a clinician.
SELECT
    person.person_id,
    'patient' AS designated_by,
    clinician.npi,
    biller.tin,
    biller.organization_id,
    DATE '1970-01-01' + designation.start_day AS start_date,
    CASE WHEN designation.end_day < $never THEN DATE '1970-01-01' + designation.end_day END AS end_date,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_designation AS designation
JOIN person ON person.idx = designation.person
JOIN clinician ON clinician.idx = designation.clinician
JOIN biller ON biller.idx = designation.biller
