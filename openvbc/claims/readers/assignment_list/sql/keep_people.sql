-- Table 1-1 as it came, with what the file's name says.
INSERT INTO loaded_assigned_person BY NAME
SELECT
    $organization_id AS organization_id,
    $performance_year AS performance_year,
    $strength AS strength,
    CAST($first_month AS DATE) AS first_month,
    $stamp AS stamp,
    *
FROM typed_rows;
