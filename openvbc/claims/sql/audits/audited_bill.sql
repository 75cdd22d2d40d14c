-- Grain: one row a medical claim that was paid, takes back, or replaces or voids another by its type of bill.
-- Inputs: medical_claim, known_code
-- Columns: data_source VARCHAR, claim_id VARCHAR, person_id VARCHAR, claim_type VARCHAR, kind_of_bill VARCHAR,
--     bill_frequency VARCHAR, facility VARCHAR, provider VARCHAR, claim_start_date DATE, claim_end_date DATE,
--     amount DECIMAL(18,2), content VARCHAR, is_replacement INTEGER, is_void INTEGER
-- Rule: what tells bills of one service from each other. kind_of_bill, bill_frequency: the first two digits of the type
--     of bill, and the third, which says whether it replaces or voids another. facility: its CCN, else its NPI, else
--     who billed. provider: facility, biller and clinician. amount: what was paid, and what was allowed where nothing
--     was paid. content: the number of lines, the codes and units that they bear and their dollars; a modifier that
--     says that a service was given again makes it ''.
WITH repeated AS (
    SELECT DISTINCT line.data_source, line.claim_id
    FROM medical_claim AS line
    INNER JOIN known_code
        ON known_code.code IN (
            line.hcpcs_modifier_1, line.hcpcs_modifier_2, line.hcpcs_modifier_3, line.hcpcs_modifier_4
        )
    WHERE known_code.code_set = 'repeated_service'
),
bill AS (
    SELECT
        data_source,
        claim_id,
        min(person_id) AS person_id,
        min(claim_type) AS claim_type,
        min(substr(bill_type_code, 1, 2)) AS kind_of_bill,
        min(substr(bill_type_code, 3, 1)) AS bill_frequency,
        min(
            CASE
                WHEN facility_ccn <> '' THEN facility_ccn
                WHEN facility_npi <> '' THEN facility_npi
                WHEN billing_npi <> '' THEN billing_npi
                ELSE billing_tin
            END
        ) AS facility,
        min(facility_ccn || ' ' || billing_npi || ' ' || billing_tin || ' ' || rendering_npi) AS provider,
        min(claim_start_date) AS claim_start_date,
        max(claim_end_date) AS claim_end_date,
        CAST(
            CASE
                WHEN sum(coalesce(paid_amount, 0)) <> 0 THEN sum(coalesce(paid_amount, 0))
                ELSE sum(coalesce(allowed_amount, 0))
            END AS DECIMAL(18, 2)
        ) AS amount,
        CAST(count(*) AS VARCHAR)
        || ' ' || min(hcpcs_code || ' ' || hcpcs_modifier_1 || ' ' || revenue_center_code)
        || ' ' || max(hcpcs_code || ' ' || hcpcs_modifier_1 || ' ' || revenue_center_code)
        || ' ' || min(place_of_service_code) || ' ' || min(drg_code)
        || ' ' || CAST(min(coalesce(claim_line_start_date, claim_start_date)) AS VARCHAR)
        || ' ' || CAST(CAST(sum(coalesce(service_unit_quantity, 0)) AS DECIMAL(18, 4)) AS VARCHAR)
        || ' ' || CAST(CAST(sum(coalesce(paid_amount, 0)) AS DECIMAL(18, 2)) AS VARCHAR)
        || ' ' || CAST(CAST(sum(coalesce(allowed_amount, 0)) AS DECIMAL(18, 2)) AS VARCHAR)
        || ' ' || CAST(CAST(max(coalesce(paid_amount, 0)) AS DECIMAL(18, 2)) AS VARCHAR)
            AS content
    FROM medical_claim
    GROUP BY data_source, claim_id
)
SELECT
    bill.data_source,
    bill.claim_id,
    bill.person_id,
    bill.claim_type,
    bill.kind_of_bill,
    bill.bill_frequency,
    bill.facility,
    bill.provider,
    bill.claim_start_date,
    bill.claim_end_date,
    bill.amount,
    CASE WHEN repeated.claim_id IS NOT NULL THEN '' ELSE bill.content END AS content,
    CASE WHEN replacement.code IS NOT NULL THEN 1 ELSE 0 END AS is_replacement,
    CASE WHEN void.code IS NOT NULL THEN 1 ELSE 0 END AS is_void
FROM bill
LEFT JOIN repeated ON repeated.data_source = bill.data_source AND repeated.claim_id = bill.claim_id
LEFT JOIN known_code AS replacement
    ON replacement.code_set = 'replacement' AND replacement.code = bill.bill_frequency
LEFT JOIN known_code AS void ON void.code_set = 'void' AND void.code = bill.bill_frequency
WHERE bill.amount <> 0 OR replacement.code IS NOT NULL OR void.code IS NOT NULL
