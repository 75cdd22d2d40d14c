-- Grain: one row a combination of everything that a span of eligibility says in codes, where spans have it.
-- Inputs: eligibility
-- Columns: combination_number INTEGER, enrollment_type VARCHAR, esrd_status VARCHAR, medicare_status_code VARCHAR,
--     dual_status_code VARCHAR, medicaid_indicator VARCHAR, original_reason_entitlement_code VARCHAR, part_a VARCHAR,
--     part_b VARCHAR, medicare_advantage VARCHAR, part_d VARCHAR, state VARCHAR, county_code VARCHAR, payer VARCHAR,
--     plan VARCHAR, data_source VARCHAR, sex VARCHAR, low_income_subsidy_indicator VARCHAR, institutional VARCHAR
-- Rule: there are few of them beside spans, so that rules on codes are held against combinations, and runs of months
--     say where a person lives and by whom the person is covered in one number. It means equality only: nothing is
--     ordered by it.
SELECT
    CAST(row_number() OVER (
        ORDER BY
            known.enrollment_type, known.esrd_status, known.medicare_status_code, known.dual_status_code,
            known.medicaid_indicator, known.original_reason_entitlement_code, known.part_a, known.part_b,
            known.medicare_advantage, known.part_d, known.state, known.county_code, known.payer, known.plan,
            known.data_source, known.sex, known.low_income_subsidy_indicator, known.institutional
    ) AS INTEGER) AS combination_number,
    known.enrollment_type,
    known.esrd_status,
    known.medicare_status_code,
    known.dual_status_code,
    known.medicaid_indicator,
    known.original_reason_entitlement_code,
    known.part_a,
    known.part_b,
    known.medicare_advantage,
    known.part_d,
    known.state,
    known.county_code,
    known.payer,
    known.plan,
    known.data_source,
    known.sex,
    known.low_income_subsidy_indicator,
    known.institutional
FROM (
    SELECT DISTINCT
        enrollment_type, esrd_status, medicare_status_code, dual_status_code, medicaid_indicator,
        original_reason_entitlement_code, part_a, part_b, medicare_advantage, part_d, state, county_code, payer, plan,
        data_source, sex, low_income_subsidy_indicator, institutional
    FROM eligibility
) AS known
