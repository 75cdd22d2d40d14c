-- To whom CMS assigns each person in each month: the ACO of the governing list, and within it the practice and the
-- clinician with the most primary care services in the same delivery.
-- Rule: CMS assigns to an ACO only; practice and clinician are what tables 1-2 and 1-4 show, ties to the lower number.
INSERT INTO loaded_provider_attribution BY NAME
WITH practices AS (
    SELECT * FROM kept_practice_services UNION ALL BY NAME SELECT * FROM loaded_practice_services
),
clinicians AS (
    SELECT * FROM kept_clinician_services UNION ALL BY NAME SELECT * FROM loaded_clinician_services
),
practice AS (
    SELECT organization_id, performance_year, strength, first_month, stamp, bene_mbi_id, tin
    FROM practices
    QUALIFY row_number() OVER (
        PARTITION BY organization_id, performance_year, strength, first_month, stamp, bene_mbi_id
        ORDER BY coalesce(services, 0) DESC, tin
    ) = 1
),
clinician AS (
    SELECT organization_id, performance_year, strength, first_month, stamp, bene_mbi_id, tin, npi
    FROM clinicians
    QUALIFY row_number() OVER (
        PARTITION BY organization_id, performance_year, strength, first_month, stamp, bene_mbi_id, tin
        ORDER BY coalesce(services, 0) DESC, npi
    ) = 1
)
SELECT
    person.bene_mbi_id AS person_id,
    person.bene_mbi_id AS member_id,
    CAST(year(person.month_start) * 100 + month(person.month_start) AS INTEGER) AS year_month,
    $payer AS payer,
    $plan AS plan,
    coalesce(clinician.npi, '') AS payer_attributed_provider,
    coalesce(practice.tin, '') AS payer_attributed_provider_practice,
    person.organization_id AS payer_attributed_provider_organization,
    'medicare' AS payer_attributed_provider_lob,
    $data_source AS data_source,
    person.source_file,
    person.source_row
FROM person_month AS person
LEFT JOIN practice
    USING (organization_id, performance_year, strength, first_month, stamp, bene_mbi_id)
LEFT JOIN clinician
    ON clinician.organization_id = person.organization_id
    AND clinician.performance_year = person.performance_year
    AND clinician.strength = person.strength
    AND clinician.first_month = person.first_month
    AND clinician.stamp = person.stamp
    AND clinician.bene_mbi_id = person.bene_mbi_id
    AND clinician.tin = practice.tin
WHERE person.flag > 0;
