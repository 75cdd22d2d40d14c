-- Grain: one row a column and identifier of a provider that stands in the tables.
-- Inputs: medical_claim, pharmacy_claim, provider_attribution, provider_designation, provider
-- Columns: place VARCHAR, identifier_kind VARCHAR, identifier VARCHAR, row_count BIGINT
-- Rule: every NPI and TIN, once each with its number of rows; absent ones, and names of practices, are left out.
SELECT
    'medical_claim.rendering_npi' AS place,
    'npi' AS identifier_kind,
    rendering_npi AS identifier,
    count(*) AS row_count
FROM medical_claim
WHERE rendering_npi <> ''
GROUP BY rendering_npi
UNION ALL
SELECT 'medical_claim.billing_npi' AS place, 'npi' AS identifier_kind, billing_npi AS identifier, count(*) AS row_count
FROM medical_claim
WHERE billing_npi <> ''
GROUP BY billing_npi
UNION ALL
SELECT
    'medical_claim.facility_npi' AS place,
    'npi' AS identifier_kind,
    facility_npi AS identifier,
    count(*) AS row_count
FROM medical_claim
WHERE facility_npi <> ''
GROUP BY facility_npi
UNION ALL
SELECT
    'medical_claim.rendering_tin' AS place,
    'tin' AS identifier_kind,
    rendering_tin AS identifier,
    count(*) AS row_count
FROM medical_claim
WHERE rendering_tin <> ''
GROUP BY rendering_tin
UNION ALL
SELECT 'medical_claim.billing_tin' AS place, 'tin' AS identifier_kind, billing_tin AS identifier, count(*) AS row_count
FROM medical_claim
WHERE billing_tin <> ''
GROUP BY billing_tin
UNION ALL
SELECT
    'pharmacy_claim.prescribing_provider_npi' AS place,
    'npi' AS identifier_kind,
    prescribing_provider_npi AS identifier,
    count(*) AS row_count
FROM pharmacy_claim
WHERE prescribing_provider_npi <> ''
GROUP BY prescribing_provider_npi
UNION ALL
SELECT
    'pharmacy_claim.dispensing_provider_npi' AS place,
    'npi' AS identifier_kind,
    dispensing_provider_npi AS identifier,
    count(*) AS row_count
FROM pharmacy_claim
WHERE dispensing_provider_npi <> ''
GROUP BY dispensing_provider_npi
UNION ALL
SELECT
    'provider_attribution.payer_attributed_provider' AS place,
    'npi' AS identifier_kind,
    payer_attributed_provider AS identifier,
    count(*) AS row_count
FROM provider_attribution
WHERE payer_attributed_provider <> ''
GROUP BY payer_attributed_provider
UNION ALL
SELECT
    'provider_attribution.payer_attributed_provider_practice' AS place,
    'tin' AS identifier_kind,
    payer_attributed_provider_practice AS identifier,
    count(*) AS row_count
FROM provider_attribution
WHERE
    payer_attributed_provider_practice <> ''
    AND NOT regexp_matches(payer_attributed_provider_practice, '[A-Za-z]')
GROUP BY payer_attributed_provider_practice
UNION ALL
SELECT 'provider_designation.npi' AS place, 'npi' AS identifier_kind, npi AS identifier, count(*) AS row_count
FROM provider_designation
WHERE npi <> ''
GROUP BY npi
UNION ALL
SELECT 'provider_designation.tin' AS place, 'tin' AS identifier_kind, tin AS identifier, count(*) AS row_count
FROM provider_designation
WHERE tin <> ''
GROUP BY tin
UNION ALL
SELECT 'provider.npi' AS place, 'npi' AS identifier_kind, npi AS identifier, count(*) AS row_count
FROM provider
WHERE npi <> ''
GROUP BY npi
UNION ALL
SELECT 'provider.tin' AS place, 'tin' AS identifier_kind, tin AS identifier, count(*) AS row_count
FROM provider
WHERE tin <> ''
GROUP BY tin
