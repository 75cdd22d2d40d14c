-- Grain: one row a period and person.
-- Inputs: risk_person, risk_dual_status, risk_entitlement_reason
-- Columns: person_number BIGINT, period_number INTEGER, person BIGINT, age INTEGER, sex INTEGER, graft_months INTEGER,
--   profile BIGINT
-- Rule: `profile` numbers what a risk model can tell apart, so that the terms without diagnoses are worked out once a
--   kind of person (risk_profile takes it apart); `person_number` stands for period and person in what follows. ESRD is
--   told by the original or the current reason of entitlement.
SELECT
    risk_person.person_number,
    risk_person.period_number,
    risk_person.person,
    risk_person.age,
    risk_person.sex,
    risk_person.graft_months,
    CAST(risk_person.age AS BIGINT)
    + 200 * CASE risk_person.sex WHEN 1 THEN 0 ELSE 1 END
    + 400 * risk_person.original_number
    + 2000 * CASE dual.benefit WHEN 'full' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END
    + 6000 * dual.medicaid
    + 12000 * dual.new_enrollee_medicaid * risk_person.new_enrollee
    + 24000 * CASE WHEN original.esrd = 1 OR present.esrd = 1 THEN 1 ELSE 0 END
    + 48000 * risk_person.new_enrollee
    + 96000 * risk_person.special_needs_plan
    + 192000 * risk_person.low_income
    + 384000 * risk_person.institutional
    + 768000 * CAST(risk_person.graft_months + 1 AS BIGINT) AS profile
FROM risk_person
JOIN risk_dual_status AS dual ON dual.dual_number = risk_person.dual_number
JOIN risk_entitlement_reason AS original ON original.reason_number = risk_person.original_number
JOIN risk_entitlement_reason AS present ON present.reason_number = risk_person.current_number
