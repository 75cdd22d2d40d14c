-- Grain: one row a period, rule set, person and term of the score.
-- Inputs: risk_subject, risk_profile_part, risk_present, risk_standing, risk_category_value, risk_found,
--   risk_across, risk_term
-- Columns: period VARCHAR, rule_set VARCHAR, person_id VARCHAR, kind VARCHAR, part VARCHAR, millionths BIGINT
-- Rule: what a score is the sum of, for whoever asks why; of categories those that count and have a coefficient in the
--   person's segment.
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
FROM (
    SELECT
        present.person_number * 100 + standing.rule_set_id AS subject,
        standing.hcc
    FROM risk_present AS present
    JOIN risk_standing AS standing
        ON standing.family = present.family
        AND standing.bits = present.bits
    WHERE standing.removed_by = -1
) AS counting
JOIN risk_subject ON risk_subject.subject = counting.subject
JOIN risk_category_value AS term
    ON term.segment_id = risk_subject.segment_id
    AND term.hcc = counting.hcc
JOIN risk_term ON risk_term.part_id = term.part_id
UNION ALL
SELECT
    risk_subject.period,
    risk_subject.rule_set,
    risk_subject.person_id,
    risk_term.kind,
    risk_term.part,
    term.millionths
FROM risk_found AS found
JOIN risk_across AS term
    ON term.kind = found.kind
    AND term.categories = found.categories
    AND term.condition_bits = found.condition_bits
JOIN risk_term ON risk_term.part_id = term.part_id
JOIN risk_subject ON risk_subject.subject = found.subject
