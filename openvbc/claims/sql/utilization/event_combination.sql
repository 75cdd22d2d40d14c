-- Grain: one row a measure and combination of codes of a line that is a part of its events.
-- Inputs: medical_claim, provider, event_rule
-- Columns: measure VARCHAR, claim_type VARCHAR, source_claim_type_code VARCHAR, bill_type_code VARCHAR,
--   revenue_center_code VARCHAR, place_of_service_code VARCHAR, hcpcs_code VARCHAR, specialty_code VARCHAR
-- Rule: a combination that meets a rule of the measure; a criterion that is '' holds for every code, and the
--   specialty '-' for none. The specialty is the line's own, else that of the clinician in provider. Rules are held
--   against combinations, not lines, because there are few of them.
WITH clinician AS (
    SELECT npi, min(specialty_code) AS specialty_code
    FROM provider
    WHERE specialty_code <> ''
    GROUP BY npi
),
combination AS (
    SELECT DISTINCT
        line.claim_type,
        line.source_claim_type_code,
        line.bill_type_code,
        line.revenue_center_code,
        line.place_of_service_code,
        line.hcpcs_code,
        CASE
            WHEN line.rendering_specialty_code <> '' THEN line.rendering_specialty_code
            ELSE coalesce(clinician.specialty_code, '')
        END AS specialty_code
    FROM medical_claim AS line
    LEFT JOIN clinician ON clinician.npi = line.rendering_npi
)
SELECT DISTINCT
    rule.measure,
    combination.claim_type,
    combination.source_claim_type_code,
    combination.bill_type_code,
    combination.revenue_center_code,
    combination.place_of_service_code,
    combination.hcpcs_code,
    combination.specialty_code
FROM combination
INNER JOIN event_rule AS rule
    ON
        (rule.claim_type = '' OR rule.claim_type = combination.claim_type)
        AND (rule.source_claim_type_code = '' OR rule.source_claim_type_code = combination.source_claim_type_code)
        AND (rule.place_of_service_code = '' OR rule.place_of_service_code = combination.place_of_service_code)
        AND (
            rule.bill_type_low = '' OR combination.bill_type_code BETWEEN rule.bill_type_low AND rule.bill_type_high
        )
        AND (
            rule.revenue_center_low = ''
            OR combination.revenue_center_code BETWEEN rule.revenue_center_low AND rule.revenue_center_high
        )
        AND (rule.hcpcs_low = '' OR combination.hcpcs_code BETWEEN rule.hcpcs_low AND rule.hcpcs_high)
        AND (
            rule.specialty_code = ''
            OR rule.specialty_code = combination.specialty_code
            OR (rule.specialty_code = '-' AND combination.specialty_code = '')
        )
