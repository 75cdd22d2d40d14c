-- Grain: one row a period, rule set, person and category that a diagnosis leads to.
-- Inputs: risk_present, risk_standing, risk_hcc_diagnosis, risk_subject, risk_category_value
-- Columns: period VARCHAR, rule_set VARCHAR, person_id VARCHAR, hcc INTEGER, diagnoses BIGINT, counts INTEGER,
--   removed_by INTEGER, millionths BIGINT
-- Rule: every category, whether it counts (1) or not, what removed it (0 excluded by the model, -1 nothing, else the
--   category above it), and its own coefficient in the person's segment, 0 if it has none or does not count.
SELECT
    risk_subject.period,
    risk_subject.rule_set,
    risk_subject.person_id,
    standing.hcc,
    behind.diagnoses,
    CAST(CASE WHEN standing.removed_by = -1 THEN 1 ELSE 0 END AS INTEGER) AS counts,
    standing.removed_by,
    CAST(coalesce(worth.millionths, 0) AS BIGINT) AS millionths
FROM risk_present AS present
JOIN risk_standing AS standing
    ON standing.family = present.family
    AND standing.bits = present.bits
JOIN risk_subject ON risk_subject.subject = present.person_number * 100 + standing.rule_set_id
JOIN (
    SELECT period, rule_set, person_id, hcc, CAST(count(*) AS BIGINT) AS diagnoses
    FROM risk_hcc_diagnosis
    GROUP BY period, rule_set, person_id, hcc
) AS behind
    ON behind.period = risk_subject.period
    AND behind.rule_set = risk_subject.rule_set
    AND behind.person_id = risk_subject.person_id
    AND behind.hcc = standing.hcc
LEFT JOIN risk_category_value AS worth
    ON worth.segment_id = risk_subject.segment_id
    AND worth.hcc = standing.hcc
    AND standing.removed_by = -1
