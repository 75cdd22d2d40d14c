-- Grain: one row a rule set, profile and term of the score that needs no diagnosis.
-- Inputs: risk_profile, risk_demographic
-- Columns: rule_set_id INTEGER, profile BIGINT, part VARCHAR, is_cell INTEGER, millionths BIGINT
-- Rule: a kind of person has every term of its segment whose conditions fit.
SELECT
    kind.rule_set_id,
    kind.profile,
    term.part,
    term.is_cell,
    term.millionths
FROM risk_profile AS kind
JOIN risk_demographic AS term
    ON term.segment_id = kind.segment_id
    AND (term.sex = '*' OR term.sex = kind.sex)
    AND kind.age >= term.first_age
    AND kind.age <= term.last_age
    AND (term.original_reason_code = '*' OR term.original_reason_code = kind.original_reason_code)
    AND (term.esrd = -1 OR term.esrd = kind.esrd)
    AND (term.new_enrollee = -1 OR term.new_enrollee = kind.new_enrollee)
    AND (term.institutional = -1 OR term.institutional = kind.institutional)
    AND (term.benefit = '*' OR term.benefit = kind.benefit)
    AND (term.medicaid = -1 OR term.medicaid = kind.medicaid)
    AND (term.new_enrollee_medicaid = -1 OR term.new_enrollee_medicaid = kind.new_enrollee_medicaid)
    AND kind.graft_months >= term.first_graft_month
    AND kind.graft_months <= term.last_graft_month
