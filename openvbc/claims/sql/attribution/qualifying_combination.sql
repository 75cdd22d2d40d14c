-- Grain: one row a list of services, combination of codes and rule by which lines that have it qualify.
-- Inputs: code_combination, qualifying_code, excluded_place, qualifying_facility
-- Columns: service_list INTEGER, combination BIGINT, institutional INTEGER, only_with_base_code INTEGER,
--     not_during_stay INTEGER, facility_list VARCHAR, provider_type INTEGER, unattested_provider_type INTEGER,
--     basis INTEGER, bases INTEGER
-- Rule: professional lines by HCPCS code and place; institutional lines by type of bill, revenue center and code. Rules
--     are held against combinations, not lines, because there are few of them. basis: number of what the rule asks of
--     who bills (list of services, list of facilities, types of provider), of which there are so many bases.
WITH rule AS (
    SELECT
        code.service_list,
        known.combination,
        0 AS institutional,
        code.only_with_base_code,
        code.not_during_stay,
        '' AS facility_list,
        0 AS provider_type,
        0 AS unattested_provider_type
    FROM code_combination AS known
    JOIN qualifying_code AS code ON code.hcpcs_code = known.hcpcs_code
    LEFT JOIN excluded_place
        ON excluded_place.service_list = code.service_list
        AND excluded_place.hcpcs_code = code.hcpcs_code
        AND excluded_place.place_of_service_code = known.place_of_service_code
    WHERE known.claim_type = 'professional'
        AND (code.place_of_service_code = '*' OR code.place_of_service_code = known.place_of_service_code)
        AND excluded_place.hcpcs_code IS NULL
    UNION ALL
    SELECT
        facility.service_list,
        known.combination,
        1 AS institutional,
        0 AS only_with_base_code,
        0 AS not_during_stay,
        facility.facility_list,
        facility.provider_type,
        facility.unattested_provider_type
    FROM code_combination AS known
    JOIN qualifying_facility AS facility ON facility.bill_type_prefix = substr(known.bill_type_code, 1, 2)
    LEFT JOIN (SELECT DISTINCT service_list, hcpcs_code FROM qualifying_code WHERE only_with_base_code = 0) AS code
        ON code.service_list = facility.service_list AND code.hcpcs_code = known.hcpcs_code
    WHERE known.claim_type = 'institutional'
        AND (facility.revenue_center_code = '*' OR facility.revenue_center_code = known.revenue_center_code)
        AND (facility.hcpcs_code = '*' OR facility.hcpcs_code = known.hcpcs_code)
        AND (facility.needs_qualifying_code = 0 OR code.hcpcs_code IS NOT NULL)
),
numbered AS (
    SELECT
        rule.*,
        dense_rank() OVER (
            ORDER BY service_list, facility_list, provider_type, unattested_provider_type
        ) AS basis
    FROM rule
)
SELECT
    service_list,
    combination,
    CAST(institutional AS INTEGER) AS institutional,
    only_with_base_code,
    not_during_stay,
    facility_list,
    CAST(provider_type AS INTEGER) AS provider_type,
    CAST(unattested_provider_type AS INTEGER) AS unattested_provider_type,
    CAST(basis AS INTEGER) AS basis,
    CAST(max(basis) OVER () AS INTEGER) AS bases
FROM numbered
