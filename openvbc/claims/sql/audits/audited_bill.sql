-- Grain: one row a medical claim that was paid, or takes back, on its own or by its type of bill.
-- Inputs: medical_claim
-- Columns: data_source VARCHAR, claim_id VARCHAR, person_id VARCHAR, claim_type VARCHAR, kind_of_bill VARCHAR,
--     bill_frequency VARCHAR, provider VARCHAR, claim_start_date DATE, claim_end_date DATE, amount DECIMAL(18,2),
--     content VARCHAR
-- Rule: what tells bills of one service from each other. kind_of_bill, bill_frequency: the first two digits of the type
--     of bill, and the third (7 replaces, 8 voids). provider: facility, biller and clinician. amount: what was paid,
--     and what was allowed where nothing was paid. content: the number of lines, the codes and units that they bear and
--     their dollars; a modifier that says that a service was given again (76, 77, 91, 59, XE, XP, XS, XU) makes it ''.
SELECT
    data_source,
    claim_id,
    min(person_id) AS person_id,
    min(claim_type) AS claim_type,
    min(substr(bill_type_code, 1, 2)) AS kind_of_bill,
    min(substr(bill_type_code, 3, 1)) AS bill_frequency,
    min(facility_ccn || ' ' || billing_npi || ' ' || billing_tin || ' ' || rendering_npi) AS provider,
    min(claim_start_date) AS claim_start_date,
    max(claim_end_date) AS claim_end_date,
    CAST(
        CASE
            WHEN sum(coalesce(paid_amount, 0)) <> 0 THEN sum(coalesce(paid_amount, 0))
            ELSE sum(coalesce(allowed_amount, 0))
        END AS DECIMAL(18, 2)
    ) AS amount,
    CASE
        WHEN
            max(
                CASE
                    WHEN hcpcs_modifier_1 IN ('76', '77', '91', '59', 'XE', 'XP', 'XS', 'XU') THEN 1
                    WHEN hcpcs_modifier_2 IN ('76', '77', '91', '59', 'XE', 'XP', 'XS', 'XU') THEN 1
                    WHEN hcpcs_modifier_3 IN ('76', '77', '91', '59', 'XE', 'XP', 'XS', 'XU') THEN 1
                    WHEN hcpcs_modifier_4 IN ('76', '77', '91', '59', 'XE', 'XP', 'XS', 'XU') THEN 1
                    ELSE 0
                END
            ) = 1
            THEN ''
        ELSE
            CAST(count(*) AS VARCHAR)
            || ' ' || min(hcpcs_code || ' ' || hcpcs_modifier_1 || ' ' || revenue_center_code)
            || ' ' || max(hcpcs_code || ' ' || hcpcs_modifier_1 || ' ' || revenue_center_code)
            || ' ' || min(place_of_service_code) || ' ' || min(drg_code)
            || ' ' || CAST(min(coalesce(claim_line_start_date, claim_start_date)) AS VARCHAR)
            || ' ' || CAST(CAST(sum(coalesce(service_unit_quantity, 0)) AS DECIMAL(18, 4)) AS VARCHAR)
            || ' ' || CAST(CAST(sum(coalesce(paid_amount, 0)) AS DECIMAL(18, 2)) AS VARCHAR)
            || ' ' || CAST(CAST(sum(coalesce(allowed_amount, 0)) AS DECIMAL(18, 2)) AS VARCHAR)
            || ' ' || CAST(CAST(max(coalesce(paid_amount, 0)) AS DECIMAL(18, 2)) AS VARCHAR)
    END AS content
FROM medical_claim
GROUP BY data_source, claim_id
HAVING sum(coalesce(paid_amount, 0)) <> 0 OR sum(coalesce(allowed_amount, 0)) <> 0
