-- One row a clinician or facility; a clinician of two TINs stands under the first.
SELECT
    npi,
    '' AS name,
    specialty AS specialty_code,
    '' AS taxonomy_code,
    tin,
    ccn,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM (
    SELECT clinician.npi, clinician.specialty, clinician.tin, '' AS ccn FROM clinician
    UNION ALL
    SELECT biller.npi, '' AS specialty, biller.tin, biller.ccn FROM biller
)
ORDER BY npi
