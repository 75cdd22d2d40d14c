-- Grain: one row a period, rule set, person and term of the score.
-- Inputs: risk_subject, risk_profile_part, risk_diagnosis_part, risk_term
-- Columns: period VARCHAR, rule_set VARCHAR, person_id VARCHAR, kind VARCHAR, part VARCHAR, millionths BIGINT
-- Rule: what a score is the sum of, for whoever asks why.
SELECT
    risk_subject.period,
    risk_subject.rule_set,
    risk_subject.person_id,
    'demographic' AS kind,
    term.part,
    term.millionths
FROM risk_subject
JOIN risk_profile_part AS term
    ON term.rule_set_id = risk_subject.rule_set_id
    AND term.profile = risk_subject.profile
UNION ALL
SELECT
    risk_subject.period,
    risk_subject.rule_set,
    risk_subject.person_id,
    risk_term.kind,
    risk_term.part,
    term.millionths
FROM risk_diagnosis_part AS term
JOIN risk_term ON risk_term.part_id = term.part_id
JOIN risk_subject ON risk_subject.subject = term.subject
