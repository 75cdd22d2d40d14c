-- Grain: one row a person and rule set, and term of the score that comes from diagnoses.
-- Inputs: risk_standing, risk_subject, risk_category_value, risk_count_value, risk_interaction, risk_interaction_value
-- Columns: subject BIGINT, part_id INTEGER, millionths BIGINT
-- Rule: a term for every category that counts, for the number of such categories, and for every interaction all of
--   whose conditions are met; only terms that have a coefficient in the person's segment.
--   Joined as written, largest table first.
WITH numbered AS (
    SELECT subject, count(*) AS categories
    FROM risk_standing
    WHERE counts = 1
    GROUP BY subject
),

met AS (
    SELECT
        standing.subject,
        risk_interaction.interaction_id,
        max(CASE WHEN risk_interaction.condition = 1 THEN 1 ELSE 0 END)
        + max(CASE WHEN risk_interaction.condition = 2 THEN 1 ELSE 0 END) AS conditions
    FROM risk_standing AS standing
    JOIN risk_interaction
        ON risk_interaction.rule_set_id = standing.rule_set_id
        AND risk_interaction.hcc = standing.hcc
    WHERE standing.counts = 1
    GROUP BY standing.subject, risk_interaction.interaction_id
)

SELECT standing.subject, worth.part_id, worth.millionths
FROM risk_standing AS standing
JOIN risk_subject ON risk_subject.subject = standing.subject
JOIN risk_category_value AS worth
    ON worth.segment_id = risk_subject.segment_id
    AND worth.hcc = standing.hcc
WHERE standing.counts = 1
UNION ALL
SELECT numbered.subject, worth.part_id, worth.millionths
FROM numbered
JOIN risk_subject ON risk_subject.subject = numbered.subject
JOIN risk_count_value AS worth
    ON worth.segment_id = risk_subject.segment_id
    AND numbered.categories >= worth.first_count
    AND numbered.categories <= worth.last_count
UNION ALL
SELECT met.subject, worth.part_id, worth.millionths
FROM met
JOIN risk_subject ON risk_subject.subject = met.subject
JOIN risk_interaction_value AS worth
    ON worth.segment_id = risk_subject.segment_id
    AND worth.interaction_id = met.interaction_id
    AND worth.conditions = met.conditions
    AND (worth.disabled = -1 OR worth.disabled = risk_subject.disabled)
    AND (worth.non_aged = -1 OR worth.non_aged = risk_subject.non_aged)
