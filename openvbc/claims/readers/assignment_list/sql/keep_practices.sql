-- Table 1-2 as it came, with what the file's name says.
INSERT INTO loaded_practice_services BY NAME
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
    b_em_line_cnt_t AS services
FROM typed_rows;
