-- Whom the person chose (voluntary alignment): a span for consecutive months with the same clinician and practice.
INSERT INTO loaded_provider_designation BY NAME
WITH chosen AS (
    SELECT
        bene_mbi_id AS person_id, va_npi AS npi, va_tin AS tin, organization_id, month_start, source_file, source_row,
        year(month_start) * 12 + month(month_start) - row_number() OVER (
            PARTITION BY bene_mbi_id, va_npi, va_tin, organization_id ORDER BY month_start
        ) AS island
    FROM person_month
    WHERE in_va_max = '1' AND (va_npi <> '' OR va_tin <> '')
)
SELECT
    person_id,
    'patient' AS designated_by,
    npi,
    tin,
    organization_id,
    min(month_start) AS start_date,
    last_day(max(month_start)) AS end_date,
    $data_source AS data_source,
    min(source_file) AS source_file,
    min(source_row) AS source_row
FROM chosen
GROUP BY person_id, npi, tin, organization_id, island;
