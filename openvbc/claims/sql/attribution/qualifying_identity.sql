-- Grain: one row a list of services and identity that bills under a specialty which may qualify.
-- Inputs: billing_identity, qualifying_combination, attested_clinician, provider_type, provider; $provider_specialty
-- Columns: service_list INTEGER, identity BIGINT, provider_type INTEGER, by_specialty INTEGER, attested INTEGER
-- Rule: the type of provider is that of the specialty on the line; where the line has none and $provider_specialty is
--     1, of the specialty of the clinician in provider; 0 if neither says. by_specialty: 1 if a line qualifies by
--     that: its specialty is one of the list, or nothing says it. attested: 1 if the clinician is attested.
WITH clinician AS (
    SELECT provider.npi, min(provider.specialty_code) AS specialty_code
    FROM provider
    WHERE provider.specialty_code <> ''
    GROUP BY provider.npi
    HAVING count(DISTINCT provider.specialty_code) = 1
)
SELECT
    listed.service_list,
    known.identity,
    coalesce(provider_type.provider_type, 0) AS provider_type,
    CAST(
        CASE
            WHEN provider_type.provider_type IS NOT NULL THEN 1
            WHEN known.specialty_code = '' AND clinician.specialty_code IS NULL THEN 1
            ELSE 0
        END AS INTEGER
    ) AS by_specialty,
    CAST(CASE WHEN attested_clinician.npi IS NULL THEN 0 ELSE 1 END AS INTEGER) AS attested
FROM billing_identity AS known
CROSS JOIN (SELECT DISTINCT service_list FROM qualifying_combination) AS listed
LEFT JOIN clinician
    ON clinician.npi = known.npi AND known.specialty_code = '' AND $provider_specialty = 1
LEFT JOIN provider_type
    ON provider_type.service_list = listed.service_list
    AND provider_type.specialty_code = CASE
        WHEN known.specialty_code = '' THEN coalesce(clinician.specialty_code, '') ELSE known.specialty_code
    END
LEFT JOIN attested_clinician
    ON attested_clinician.service_list = listed.service_list AND attested_clinician.npi = known.npi
