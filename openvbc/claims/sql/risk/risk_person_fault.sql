-- Grain: one row a kind of thing that keeps people from being scored.
-- Inputs: risk_person, risk_dual_status, risk_entitlement_reason, person_key; $blank_codes_allowed
-- Columns: fault VARCHAR, people BIGINT, example VARCHAR
-- Rule: a risk model needs age, sex, Medicaid status and reason of entitlement of everyone; what is not known is never
--   taken for none, except blank codes where the one who counts says that blank means none.
WITH found AS (
    SELECT 'age' AS fault, person FROM risk_person WHERE age IS NULL OR age < 0 OR age > 130
    UNION ALL
    SELECT 'sex' AS fault, person FROM risk_person WHERE coalesce(sex, 0) NOT IN (1, 2)
    UNION ALL
    SELECT 'dual_status_code' AS fault, risk_person.person
    FROM risk_person
    LEFT JOIN (SELECT dual_number FROM risk_dual_status WHERE $blank_codes_allowed = 1 OR dual_status_code <> '')
        AS known ON known.dual_number = risk_person.dual_number
    WHERE known.dual_number IS NULL
    UNION ALL
    SELECT 'original_reason_code' AS fault, risk_person.person
    FROM risk_person
    LEFT JOIN (SELECT reason_number FROM risk_entitlement_reason WHERE $blank_codes_allowed = 1 OR reason_code <> '')
        AS known ON known.reason_number = risk_person.original_number
    WHERE known.reason_number IS NULL
    UNION ALL
    SELECT 'current_reason_code' AS fault, risk_person.person
    FROM risk_person
    LEFT JOIN risk_entitlement_reason AS known ON known.reason_number = risk_person.current_number
    WHERE known.reason_number IS NULL
    UNION ALL
    SELECT 'new_enrollee' AS fault, person FROM risk_person WHERE coalesce(new_enrollee, -1) NOT IN (0, 1)
    UNION ALL
    SELECT 'graft_months' AS fault, person FROM risk_person WHERE graft_months IS NULL OR graft_months < -1
    UNION ALL
    SELECT 'flags' AS fault, person
    FROM risk_person
    WHERE coalesce(special_needs_plan, -1) NOT IN (0, 1)
        OR coalesce(low_income, -1) NOT IN (0, 1)
        OR coalesce(institutional, -1) NOT IN (0, 1)
)

SELECT found.fault, CAST(count(*) AS BIGINT) AS people, min(person_key.person_id) AS example
FROM found
JOIN person_key ON person_key.person = found.person
GROUP BY found.fault
