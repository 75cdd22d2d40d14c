-- Grain: one row a period and person.
-- Inputs: risk_person, risk_dual_status, risk_entitlement_reason
-- Columns: period VARCHAR, person_id VARCHAR, age INTEGER, sex VARCHAR, original_reason_code VARCHAR, benefit VARCHAR,
--   medicaid INTEGER, new_enrollee_medicaid INTEGER, esrd INTEGER, disabled INTEGER, new_enrollee INTEGER,
--   special_needs_plan INTEGER, low_income INTEGER, institutional INTEGER, graft_months INTEGER, profile BIGINT,
--   person_number BIGINT
-- Rule: ESRD is told by the original or the current reason of entitlement; disabled is whoever is under 65 with an
--   original reason other than age. `profile` numbers what a risk model can tell apart, so that the terms without
--   diagnoses are worked out once a kind of person; `person_number` stands for period and person in what follows.
WITH classed AS (
    SELECT
        risk_person.period,
        risk_person.person_id,
        risk_person.age,
        risk_person.sex,
        risk_person.original_reason_code,
        dual.benefit,
        dual.medicaid,
        CAST(dual.new_enrollee_medicaid * risk_person.new_enrollee AS INTEGER) AS new_enrollee_medicaid,
        CAST(CASE
            WHEN original.esrd = 1 OR present.esrd = 1 THEN 1
            ELSE 0
        END AS INTEGER) AS esrd,
        CAST(CASE
            WHEN risk_person.age < 65 AND original.age = 0 THEN 1
            ELSE 0
        END AS INTEGER) AS disabled,
        risk_person.new_enrollee,
        risk_person.special_needs_plan,
        risk_person.low_income,
        risk_person.institutional,
        risk_person.graft_months,
        original.reason_number AS reason,
        CASE dual.benefit WHEN 'full' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END AS benefit_number
    FROM risk_person
    JOIN risk_dual_status AS dual ON dual.dual_status_code = risk_person.dual_status_code
    JOIN risk_entitlement_reason AS original ON original.reason_code = risk_person.original_reason_code
    JOIN risk_entitlement_reason AS present ON present.reason_code = risk_person.current_reason_code
)

SELECT
    period,
    person_id,
    age,
    sex,
    original_reason_code,
    benefit,
    medicaid,
    new_enrollee_medicaid,
    esrd,
    disabled,
    new_enrollee,
    special_needs_plan,
    low_income,
    institutional,
    graft_months,
    CAST(age AS BIGINT)
    + 200 * CASE sex WHEN '1' THEN 0 ELSE 1 END
    + 400 * reason
    + 2000 * benefit_number
    + 6000 * medicaid
    + 12000 * new_enrollee_medicaid
    + 24000 * esrd
    + 48000 * new_enrollee
    + 96000 * special_needs_plan
    + 192000 * low_income
    + 384000 * institutional
    + 768000 * CAST(graft_months + 1 AS BIGINT) AS profile,
    CAST(row_number() OVER (ORDER BY period, person_id) AS BIGINT) AS person_number
FROM classed
