-- Grain: one row a person and rule set, and term of the score that comes from diagnoses.
-- Inputs: risk_present, risk_removed, risk_profile, risk_category_value, risk_count_value, risk_interaction,
--   risk_interaction_value
-- Columns: subject BIGINT, part_id INTEGER, millionths BIGINT
-- Rule: a term for every category that counts, for the number of such categories, and for every interaction all of
--   whose conditions are met; only terms that have a coefficient in the person's segment.
--   Joined as written, largest table first.
WITH standing AS (
    SELECT
        present.subject,
        present.rule_set_id,
        present.hcc,
        kind.segment_id,
        kind.disabled,
        CASE WHEN kind.age < 65 THEN 1 ELSE 0 END AS non_aged
    FROM risk_present AS present
    JOIN risk_profile AS kind
        ON kind.rule_set_id = present.rule_set_id
        AND kind.profile = present.profile
    LEFT JOIN risk_removed AS removed ON removed.place = present.place
    WHERE removed.place IS NULL
),

possible AS (
    SELECT
        risk_interaction.rule_set_id,
        worth.segment_id,
        risk_interaction.interaction_id,
        risk_interaction.condition,
        risk_interaction.hcc
    FROM risk_interaction
    JOIN (SELECT DISTINCT segment_id, interaction_id FROM risk_interaction_value) AS worth
        ON worth.interaction_id = risk_interaction.interaction_id
),

numbered AS (
    SELECT subject, segment_id, count(*) AS categories
    FROM standing
    GROUP BY subject, segment_id
),

met AS (
    SELECT
        standing.subject,
        standing.segment_id,
        standing.disabled,
        standing.non_aged,
        possible.interaction_id,
        max(CASE WHEN possible.condition = 1 THEN 1 ELSE 0 END)
        + max(CASE WHEN possible.condition = 2 THEN 1 ELSE 0 END) AS conditions
    FROM standing
    JOIN possible
        ON possible.rule_set_id = standing.rule_set_id
        AND possible.segment_id = standing.segment_id
        AND possible.hcc = standing.hcc
    GROUP BY
        standing.subject,
        standing.segment_id,
        standing.disabled,
        standing.non_aged,
        possible.interaction_id
)

SELECT standing.subject, worth.part_id, worth.millionths
FROM standing
JOIN risk_category_value AS worth
    ON worth.segment_id = standing.segment_id
    AND worth.hcc = standing.hcc
UNION ALL
SELECT numbered.subject, worth.part_id, worth.millionths
FROM numbered
JOIN risk_count_value AS worth
    ON worth.segment_id = numbered.segment_id
    AND numbered.categories >= worth.first_count
    AND numbered.categories <= worth.last_count
UNION ALL
SELECT met.subject, worth.part_id, worth.millionths
FROM met
JOIN risk_interaction_value AS worth
    ON worth.segment_id = met.segment_id
    AND worth.interaction_id = met.interaction_id
    AND worth.conditions = met.conditions
    AND (worth.disabled = -1 OR worth.disabled = met.disabled)
    AND (worth.non_aged = -1 OR worth.non_aged = met.non_aged)
