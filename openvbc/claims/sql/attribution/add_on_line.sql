-- Grain: one row a list of services and claim line whose code counts only beside a base code.
-- Inputs: medical_claim, qualifying_code, excluded_place, provider_type, provider, facility_stay, reversed_line;
--     $first_date, $last_date, $provider_specialty
-- Columns: service_list VARCHAR, person_id VARCHAR, service_date DATE, paid_date DATE, tin VARCHAR, ccn VARCHAR,
--     npi VARCHAR, provider_type VARCHAR, allowed_cents BIGINT
-- Rule: a base code is any other code of the list that itself needs none; it must stand on the same claim. Otherwise as
--     in qualifying_line, for professional lines.
WITH clinician AS (
    SELECT provider.npi, min(provider.specialty_code) AS specialty_code
    FROM provider
    WHERE provider.specialty_code <> ''
    GROUP BY provider.npi
    HAVING count(DISTINCT provider.specialty_code) = 1
),
add_on AS (
    SELECT
        code.service_list,
        code.not_during_stay,
        line.claim_id,
        line.data_source,
        line.person_id,
        coalesce(line.claim_line_start_date, line.claim_start_date) AS service_date,
        line.paid_date,
        line.billing_tin,
        line.rendering_npi,
        line.rendering_specialty_code,
        line.allowed_amount
    FROM medical_claim AS line
    JOIN qualifying_code AS code ON code.hcpcs_code = line.hcpcs_code
    LEFT JOIN excluded_place
        ON excluded_place.service_list = code.service_list
        AND excluded_place.hcpcs_code = code.hcpcs_code
        AND excluded_place.place_of_service_code = line.place_of_service_code
    LEFT JOIN reversed_line
        ON reversed_line.claim_id = line.claim_id
        AND reversed_line.claim_line_number = line.claim_line_number
        AND reversed_line.data_source = line.data_source
    WHERE line.claim_type = 'professional'
        AND reversed_line.claim_id IS NULL
        AND code.only_with_base_code = 1
        AND (code.place_of_service_code = '*' OR code.place_of_service_code = line.place_of_service_code)
        AND excluded_place.hcpcs_code IS NULL
        AND coalesce(line.claim_line_start_date, line.claim_start_date) BETWEEN $first_date AND $last_date
),
add_on_claim AS (
    SELECT DISTINCT service_list, claim_id, data_source
    FROM add_on
),
with_base AS (
    SELECT DISTINCT add_on_claim.service_list, add_on_claim.claim_id, add_on_claim.data_source
    FROM medical_claim AS base
    JOIN add_on_claim ON add_on_claim.claim_id = base.claim_id AND add_on_claim.data_source = base.data_source
    JOIN qualifying_code AS code
        ON code.service_list = add_on_claim.service_list AND code.hcpcs_code = base.hcpcs_code
    LEFT JOIN reversed_line
        ON reversed_line.claim_id = base.claim_id
        AND reversed_line.claim_line_number = base.claim_line_number
        AND reversed_line.data_source = base.data_source
    WHERE code.only_with_base_code = 0 AND reversed_line.claim_id IS NULL
)
SELECT
    add_on.service_list,
    add_on.person_id,
    add_on.service_date,
    add_on.paid_date,
    add_on.billing_tin AS tin,
    '' AS ccn,
    add_on.rendering_npi AS npi,
    coalesce(provider_type.provider_type, '') AS provider_type,
    CAST(add_on.allowed_amount * 100 AS BIGINT) AS allowed_cents
FROM add_on
JOIN with_base
    ON with_base.service_list = add_on.service_list
    AND with_base.claim_id = add_on.claim_id
    AND with_base.data_source = add_on.data_source
LEFT JOIN clinician
    ON clinician.npi = add_on.rendering_npi AND add_on.rendering_specialty_code = '' AND $provider_specialty = 1
LEFT JOIN provider_type
    ON provider_type.service_list = add_on.service_list
    AND provider_type.specialty_code = CASE
        WHEN add_on.rendering_specialty_code = '' THEN coalesce(clinician.specialty_code, '')
        ELSE add_on.rendering_specialty_code
    END
LEFT JOIN facility_stay
    ON facility_stay.person_id = add_on.person_id
    AND facility_stay.stay_kind = add_on.not_during_stay
    AND add_on.service_date BETWEEN facility_stay.first_date AND facility_stay.last_date
WHERE (
        provider_type.provider_type IS NOT NULL
        OR (add_on.rendering_specialty_code = '' AND clinician.specialty_code IS NULL)
    )
    AND facility_stay.person_id IS NULL
