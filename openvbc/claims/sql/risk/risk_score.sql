-- Grain: one row a period, person and rule set.
-- Inputs: risk_person_class, risk_scoring, risk_profile, risk_profile_part, risk_found, risk_across,
--   person_key
-- Columns: period VARCHAR, person_id VARCHAR, rule_set VARCHAR, segment VARCHAR, covered INTEGER,
--   raw_millionths BIGINT, demographic_millionths BIGINT, diagnosis_millionths BIGINT
-- Rule: the score is the sum of its terms; `demographic_millionths` are those that need no diagnosis. `covered` is 0
--   where the model has no cell of age and sex for the person: such a sum is no score. Joined as written, largest table
--   first.
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
)
SELECT
    scored.period,
    person_key.person_id,
    scored.rule_set,
    scored.segment,
    scored.covered,
    scored.millionths + coalesce(diagnosed.millionths, 0) AS raw_millionths,
    scored.millionths AS demographic_millionths,
    coalesce(diagnosed.millionths, 0) AS diagnosis_millionths
FROM risk_person_class AS class
JOIN person_key ON person_key.person = class.person
JOIN (
    SELECT
        risk_scoring.period_number,
        risk_scoring.period,
        risk_scoring.rule_set,
        risk_scoring.rule_set_id,
        kind.profile,
        kind.segment,
        kind.covered,
        kind.millionths
    FROM kind
    JOIN risk_scoring ON risk_scoring.rule_set_id = kind.rule_set_id
) AS scored
    ON scored.profile = class.profile
    AND scored.period_number = class.period_number
LEFT JOIN (
    SELECT found.subject, found.millionths + coalesce(across.millionths, 0) AS millionths
    FROM risk_found AS found
    LEFT JOIN (
        SELECT kind, categories, condition_bits, CAST(sum(millionths) AS BIGINT) AS millionths
        FROM risk_across
        GROUP BY kind, categories, condition_bits
    ) AS across
        ON across.condition_bits = found.condition_bits
        AND across.categories = found.categories
        AND across.kind = found.kind
) AS diagnosed
    ON diagnosed.subject = class.person_number * 100 + scored.rule_set_id
