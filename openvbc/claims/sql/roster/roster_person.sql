-- Grain: one row a person with enrollment.
-- Inputs: eligibility
-- Columns: person_id VARCHAR, birth_date DATE, sex VARCHAR
-- Rule: birth date and sex as the person's latest span of enrollment says them.
SELECT person_id, birth_date, sex
FROM eligibility
QUALIFY row_number() OVER (
    PARTITION BY person_id
    ORDER BY enrollment_start_date DESC, enrollment_end_date DESC, payer, plan, data_source
) = 1
