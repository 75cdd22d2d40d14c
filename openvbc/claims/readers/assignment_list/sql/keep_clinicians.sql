-- Table 1-4 as it came, with what the file's name says.
INSERT INTO loaded_clinician_services BY NAME
SELECT
    $organization_id AS organization_id,
    $performance_year AS performance_year,
    $strength AS strength,
    CAST($first_month AS DATE) AS first_month,
    $stamp AS stamp,
    source_file,
    source_row,
    bene_mbi_id,
    master_id AS tin,
    npi_used AS npi,
    pcs_count AS services
FROM typed_rows;
