-- Grain: one row a basis (qualifying_combination) and identity whose lines may qualify on it.
-- Inputs: billing_identity, qualifying_combination, listed_facility, attested_clinician, provider_type, provider;
--     $provider_specialty
-- Columns: identity_basis BIGINT, identity BIGINT, service_list INTEGER, provider_type INTEGER
-- Rule: the type of provider is the one that the rule gives facilities, by whether the clinician is attested; where it
--     gives none, that of the specialty on the line; where the line has none and $provider_specialty is 1, of the
--     specialty of the clinician in provider; 0 if neither says. By specialty, an identity qualifies if its specialty
--     is one of the list, or nothing says it; by a list of facilities, if its CCN is one of them. identity_basis: the
--     number that stands for both, identity * bases + basis.
WITH clinician AS (
    SELECT provider.npi, min(provider.specialty_code) AS specialty_code
    FROM provider
    WHERE provider.specialty_code <> ''
    GROUP BY provider.npi
    HAVING count(DISTINCT provider.specialty_code) = 1
),
rule AS (
    SELECT DISTINCT service_list, facility_list, provider_type, unattested_provider_type, basis, bases
    FROM qualifying_combination
)
SELECT
    known.identity * rule.bases + rule.basis AS identity_basis,
    known.identity,
    rule.service_list,
    CASE
        WHEN rule.provider_type = 0 THEN coalesce(provider_type.provider_type, 0)
        WHEN attested_clinician.npi IS NULL THEN rule.unattested_provider_type
        ELSE rule.provider_type
    END AS provider_type
FROM billing_identity AS known
CROSS JOIN rule
LEFT JOIN clinician
    ON clinician.npi = known.npi AND known.specialty_code = '' AND $provider_specialty = 1
LEFT JOIN provider_type
    ON provider_type.service_list = rule.service_list
    AND provider_type.specialty_code = CASE
        WHEN known.specialty_code = '' THEN coalesce(clinician.specialty_code, '') ELSE known.specialty_code
    END
LEFT JOIN attested_clinician
    ON attested_clinician.service_list = rule.service_list AND attested_clinician.npi = known.npi
LEFT JOIN (SELECT DISTINCT facility_list, ccn FROM listed_facility) AS listed
    ON listed.facility_list = rule.facility_list AND listed.ccn = known.ccn
WHERE (rule.facility_list = '' OR listed.ccn IS NOT NULL)
    AND (
        rule.provider_type <> 0
        OR provider_type.provider_type IS NOT NULL
        OR (known.specialty_code = '' AND clinician.specialty_code IS NULL)
    )
