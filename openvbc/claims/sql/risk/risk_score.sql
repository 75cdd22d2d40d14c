-- Grain: one row a period, person and rule set.
-- Inputs: risk_person_class, risk_scoring, risk_profile, risk_profile_part, risk_diagnosis_part, person_key
-- Columns: period VARCHAR, person_id VARCHAR, rule_set VARCHAR, segment VARCHAR, covered INTEGER,
--   raw_millionths BIGINT, demographic_millionths BIGINT, diagnosis_millionths BIGINT
-- Rule: the score is the sum of its terms; `demographic_millionths` are those that need no diagnosis. `covered` is 0
--   where the model has no cell of age and sex for the person: such a sum is no score.
WITH kind AS (
    SELECT
        risk_profile.rule_set_id,
        risk_profile.profile,
        risk_profile.segment,
        CAST(coalesce(max(term.is_cell), 0) AS INTEGER) AS covered,
        CAST(coalesce(sum(term.millionths), 0) AS BIGINT) AS millionths
    FROM risk_profile
    LEFT JOIN risk_profile_part AS term
        ON term.rule_set_id = risk_profile.rule_set_id AND term.profile = risk_profile.profile
    GROUP BY risk_profile.rule_set_id, risk_profile.profile, risk_profile.segment
),
from_diagnoses AS (
    SELECT subject, CAST(sum(millionths) AS BIGINT) AS millionths
    FROM risk_diagnosis_part
    GROUP BY subject
)
SELECT
    risk_scoring.period,
    person_key.person_id,
    risk_scoring.rule_set,
    kind.segment,
    kind.covered,
    kind.millionths + coalesce(from_diagnoses.millionths, 0) AS raw_millionths,
    kind.millionths AS demographic_millionths,
    coalesce(from_diagnoses.millionths, 0) AS diagnosis_millionths
FROM risk_person_class AS class
JOIN person_key ON person_key.person = class.person
JOIN risk_scoring ON risk_scoring.period_number = class.period_number
JOIN kind ON kind.rule_set_id = risk_scoring.rule_set_id AND kind.profile = class.profile
LEFT JOIN from_diagnoses ON from_diagnoses.subject = class.person_number * 100 + risk_scoring.rule_set_id
