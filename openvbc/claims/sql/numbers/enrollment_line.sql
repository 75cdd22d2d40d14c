-- Grain: one row a span of eligibility.
-- Inputs: eligibility, person_key, enrollment_combination
-- Columns: person BIGINT, combination_number INTEGER, birth_date DATE, death_date DATE, enrollment_start_date DATE,
--     enrollment_end_date DATE, part_b_start_date DATE
-- Rule: the span in numbers and days.
SELECT
    person_key.person,
    combination.combination_number,
    eligibility.birth_date,
    eligibility.death_date,
    eligibility.enrollment_start_date,
    eligibility.enrollment_end_date,
    eligibility.part_b_start_date
FROM eligibility
JOIN person_key ON person_key.person_id = eligibility.person_id
JOIN enrollment_combination AS combination
    ON combination.enrollment_type = eligibility.enrollment_type
    AND combination.esrd_status = eligibility.esrd_status
    AND combination.medicare_status_code = eligibility.medicare_status_code
    AND combination.dual_status_code = eligibility.dual_status_code
    AND combination.medicaid_indicator = eligibility.medicaid_indicator
    AND combination.original_reason_entitlement_code = eligibility.original_reason_entitlement_code
    AND combination.part_a = eligibility.part_a
    AND combination.part_b = eligibility.part_b
    AND combination.medicare_advantage = eligibility.medicare_advantage
    AND combination.part_d = eligibility.part_d
    AND combination.state = eligibility.state
    AND combination.county_code = eligibility.county_code
    AND combination.payer = eligibility.payer
    AND combination.plan = eligibility.plan
    AND combination.data_source = eligibility.data_source
    AND combination.sex = eligibility.sex
    AND combination.low_income_subsidy_indicator = eligibility.low_income_subsidy_indicator
    AND combination.institutional = eligibility.institutional
