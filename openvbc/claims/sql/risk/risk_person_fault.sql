-- Grain: one row a kind of thing that keeps people from being scored.
-- Inputs: risk_person, risk_dual_status, risk_entitlement_reason; $blank_codes_allowed
-- Columns: fault VARCHAR, people BIGINT, example VARCHAR
-- Rule: a risk model needs age, sex, Medicaid status and reason of entitlement of everyone; what is not known is never
--   taken for none, except blank codes where the one who counts says that blank means none.
WITH found AS (
    SELECT 'age' AS fault, person_id FROM risk_person WHERE age IS NULL OR age < 0 OR age > 130
    UNION ALL
    SELECT 'sex' AS fault, person_id FROM risk_person WHERE sex <> '1' AND sex <> '2'
    UNION ALL
    SELECT 'dual_status_code' AS fault, risk_person.person_id
    FROM risk_person
    LEFT JOIN risk_dual_status ON risk_dual_status.dual_status_code = risk_person.dual_status_code
    WHERE risk_dual_status.dual_status_code IS NULL
        OR (risk_person.dual_status_code = '' AND $blank_codes_allowed = 0)
    UNION ALL
    SELECT 'original_reason_code' AS fault, risk_person.person_id
    FROM risk_person
    LEFT JOIN risk_entitlement_reason AS known ON known.reason_code = risk_person.original_reason_code
    WHERE known.reason_code IS NULL OR (risk_person.original_reason_code = '' AND $blank_codes_allowed = 0)
    UNION ALL
    SELECT 'current_reason_code' AS fault, risk_person.person_id
    FROM risk_person
    LEFT JOIN risk_entitlement_reason AS known ON known.reason_code = risk_person.current_reason_code
    WHERE known.reason_code IS NULL
    UNION ALL
    SELECT 'new_enrollee' AS fault, person_id FROM risk_person WHERE new_enrollee IS NULL OR new_enrollee NOT IN (0, 1)
    UNION ALL
    SELECT 'graft_months' AS fault, person_id FROM risk_person WHERE graft_months IS NULL OR graft_months < -1
    UNION ALL
    SELECT 'flags' AS fault, person_id
    FROM risk_person
    WHERE coalesce(special_needs_plan, -1) NOT IN (0, 1)
        OR coalesce(low_income, -1) NOT IN (0, 1)
        OR coalesce(institutional, -1) NOT IN (0, 1)
    UNION ALL
    SELECT 'twice' AS fault, person_id
    FROM (
        SELECT period, person_id FROM risk_person GROUP BY period, person_id HAVING count(*) > 1
    ) AS twice
)

SELECT fault, CAST(count(*) AS BIGINT) AS people, min(person_id) AS example
FROM found
GROUP BY fault
