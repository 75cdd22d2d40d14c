-- Grain: one row a list of services and claim line that qualifies (add-on codes stand in add_on_line).
-- Inputs: medical_claim, qualifying_code, excluded_place, qualifying_facility, listed_facility, attested_clinician,
--     provider_type, provider, facility_stay, reversed_line; $first_date, $last_date, $provider_specialty
-- Columns: service_list VARCHAR, person_id VARCHAR, service_date DATE, paid_date DATE, tin VARCHAR, ccn VARCHAR,
--     npi VARCHAR, provider_type VARCHAR, allowed_cents BIGINT, by_paid INTEGER
-- Rule: professional lines by HCPCS code, place and stay; institutional lines by type of bill, revenue center and code.
--     The day is the line's first, or the claim's where the line has none. The type of provider is that of the
--     specialty on the line; where the line has none and $provider_specialty is 1, of the specialty of the clinician
--     in provider; '' if neither says. Of an institutional line without an allowed amount the paid amount counts, and
--     by_paid is 1; allowed_cents is NULL where the source has neither. What was paid back does not qualify.
--     Joined as written, largest table first.
WITH clinician AS (
    SELECT provider.npi, min(provider.specialty_code) AS specialty_code
    FROM provider
    WHERE provider.specialty_code <> ''
    GROUP BY provider.npi
    HAVING count(DISTINCT provider.specialty_code) = 1
),
qualified AS (
    SELECT
        code.service_list,
        line.person_id,
        coalesce(line.claim_line_start_date, line.claim_start_date) AS service_date,
        line.paid_date,
        line.billing_tin AS tin,
        '' AS ccn,
        line.rendering_npi AS npi,
        line.rendering_specialty_code AS specialty_code,
        '' AS provider_type,
        '' AS unattested_provider_type,
        code.not_during_stay,
        line.allowed_amount,
        0 AS by_paid
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
        AND code.only_with_base_code = 0
        AND (code.place_of_service_code = '*' OR code.place_of_service_code = line.place_of_service_code)
        AND excluded_place.hcpcs_code IS NULL
        AND coalesce(line.claim_line_start_date, line.claim_start_date) BETWEEN $first_date AND $last_date
    UNION ALL
    SELECT
        facility.service_list,
        line.person_id,
        coalesce(line.claim_line_start_date, line.claim_start_date) AS service_date,
        line.paid_date,
        line.billing_tin AS tin,
        line.facility_ccn AS ccn,
        line.rendering_npi AS npi,
        line.rendering_specialty_code AS specialty_code,
        facility.provider_type,
        facility.unattested_provider_type,
        '' AS not_during_stay,
        coalesce(line.allowed_amount, line.paid_amount) AS allowed_amount,
        CASE WHEN line.allowed_amount IS NULL AND line.paid_amount IS NOT NULL THEN 1 ELSE 0 END AS by_paid
    FROM medical_claim AS line
    JOIN qualifying_facility AS facility ON facility.bill_type_prefix = substr(line.bill_type_code, 1, 2)
    LEFT JOIN (SELECT DISTINCT service_list, hcpcs_code FROM qualifying_code WHERE only_with_base_code = 0) AS code
        ON code.service_list = facility.service_list AND code.hcpcs_code = line.hcpcs_code
    LEFT JOIN listed_facility
        ON listed_facility.facility_list = facility.facility_list AND listed_facility.ccn = line.facility_ccn
    LEFT JOIN reversed_line
        ON reversed_line.claim_id = line.claim_id
        AND reversed_line.claim_line_number = line.claim_line_number
        AND reversed_line.data_source = line.data_source
    WHERE line.claim_type = 'institutional'
        AND reversed_line.claim_id IS NULL
        AND (facility.revenue_center_code = '*' OR facility.revenue_center_code = line.revenue_center_code)
        AND (facility.hcpcs_code = '*' OR facility.hcpcs_code = line.hcpcs_code)
        AND (facility.needs_qualifying_code = 0 OR code.hcpcs_code IS NOT NULL)
        AND (facility.facility_list = '' OR listed_facility.ccn IS NOT NULL)
        AND coalesce(line.claim_line_start_date, line.claim_start_date) BETWEEN $first_date AND $last_date
)
SELECT
    qualified.service_list,
    qualified.person_id,
    qualified.service_date,
    qualified.paid_date,
    qualified.tin,
    qualified.ccn,
    qualified.npi,
    CASE
        WHEN qualified.provider_type = '' THEN coalesce(provider_type.provider_type, '')
        WHEN attested_clinician.npi IS NULL THEN qualified.unattested_provider_type
        ELSE qualified.provider_type
    END AS provider_type,
    CAST(qualified.allowed_amount * 100 AS BIGINT) AS allowed_cents,
    CAST(qualified.by_paid AS INTEGER) AS by_paid
FROM qualified
LEFT JOIN clinician
    ON clinician.npi = qualified.npi AND qualified.specialty_code = '' AND $provider_specialty = 1
LEFT JOIN provider_type
    ON provider_type.service_list = qualified.service_list
    AND provider_type.specialty_code = CASE
        WHEN qualified.specialty_code = '' THEN coalesce(clinician.specialty_code, '') ELSE qualified.specialty_code
    END
LEFT JOIN attested_clinician
    ON attested_clinician.service_list = qualified.service_list AND attested_clinician.npi = qualified.npi
LEFT JOIN facility_stay
    ON facility_stay.person_id = qualified.person_id
    AND facility_stay.stay_kind = qualified.not_during_stay
    AND qualified.service_date BETWEEN facility_stay.first_date AND facility_stay.last_date
WHERE (
        qualified.provider_type <> ''
        OR provider_type.provider_type IS NOT NULL
        OR (qualified.specialty_code = '' AND clinician.specialty_code IS NULL)
    )
    AND facility_stay.person_id IS NULL
