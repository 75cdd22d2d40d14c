-- Grain: one row a period, person and rule set.
-- Inputs: risk_person_class, risk_scoring, risk_profile, person_key
-- Columns: subject BIGINT, period VARCHAR, person_id VARCHAR, rule_set VARCHAR, rule_set_id INTEGER, profile BIGINT,
--   segment_id INTEGER
-- Rule: who is scored by what, for whoever asks why; `subject` stands for period, person and rule set in the queries
--   between.
SELECT
    class.person_number * 100 + risk_scoring.rule_set_id AS subject,
    risk_scoring.period,
    person_key.person_id,
    risk_scoring.rule_set,
    risk_scoring.rule_set_id,
    class.profile,
    kind.segment_id
FROM risk_person_class AS class
JOIN person_key ON person_key.person = class.person
JOIN risk_scoring ON risk_scoring.period_number = class.period_number
JOIN risk_profile AS kind
    ON kind.rule_set_id = risk_scoring.rule_set_id
    AND kind.profile = class.profile
