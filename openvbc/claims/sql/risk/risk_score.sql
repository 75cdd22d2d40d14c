-- Grain: one row a period, person and rule set.
-- Inputs: risk_subject, risk_profile_part, risk_diagnosis_part
-- Columns: period VARCHAR, person_id VARCHAR, rule_set VARCHAR, segment VARCHAR, covered INTEGER,
--   raw_millionths BIGINT, demographic_millionths BIGINT, diagnosis_millionths BIGINT
-- Rule: the score is the sum of its terms; `demographic_millionths` are those that need no diagnosis. `covered` is 0
--   where the model has no cell of age and sex for the person: such a sum is no score.
WITH without_diagnosis AS (
    SELECT
        rule_set_id,
        profile,
        CAST(max(is_cell) AS INTEGER) AS covered,
        CAST(sum(millionths) AS BIGINT) AS millionths
    FROM risk_profile_part
    GROUP BY rule_set_id, profile
),

from_diagnoses AS (
    SELECT subject, CAST(sum(millionths) AS BIGINT) AS millionths
    FROM risk_diagnosis_part
    GROUP BY subject
)

SELECT
    risk_subject.period,
    risk_subject.person_id,
    risk_subject.rule_set,
    risk_subject.segment,
    coalesce(without_diagnosis.covered, 0) AS covered,
    CAST(coalesce(without_diagnosis.millionths, 0) + coalesce(from_diagnoses.millionths, 0) AS BIGINT)
        AS raw_millionths,
    CAST(coalesce(without_diagnosis.millionths, 0) AS BIGINT) AS demographic_millionths,
    CAST(coalesce(from_diagnoses.millionths, 0) AS BIGINT) AS diagnosis_millionths
FROM risk_subject
LEFT JOIN without_diagnosis
    ON without_diagnosis.rule_set_id = risk_subject.rule_set_id
    AND without_diagnosis.profile = risk_subject.profile
LEFT JOIN from_diagnoses ON from_diagnoses.subject = risk_subject.subject
