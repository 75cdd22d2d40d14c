-- Grain: one row a person and rule set, where a category counts.
-- Inputs: risk_present, risk_person_class, risk_profile, risk_standing, risk_category, risk_category_value
-- Columns: subject BIGINT, kind INTEGER, categories BIGINT, condition_bits BIGINT, millionths BIGINT
-- Rule: the categories that count: how many there are, which conditions of interactions they meet, and the sum of their
--   coefficients in the person's segment. `subject` stands for period, person and rule set, `kind` for what the model
--   asks of the person (risk_profile). Sums of families are worked out once a segment, for all who have the same set.
--   Joined as written, largest table first.
WITH worth AS (
    SELECT
        segment.segment_id,
        standing.family,
        standing.bits,
        count(*) AS categories,
        bit_or(standing.condition_bits) AS condition_bits,
        CAST(sum(coalesce(own.millionths, 0)) AS BIGINT) AS millionths
    FROM risk_standing AS standing
    JOIN (SELECT DISTINCT rule_set_id, segment_id FROM risk_profile) AS segment
        ON segment.rule_set_id = standing.rule_set_id
    LEFT JOIN risk_category_value AS own
        ON own.segment_id = segment.segment_id
        AND own.hcc = standing.hcc
    WHERE standing.removed_by = -1
    GROUP BY segment.segment_id, standing.family, standing.bits
)

SELECT
    present.person_number * 100 + model.rule_set_id AS subject,
    min(profile.kind) AS kind,
    CAST(sum(worth.categories) AS BIGINT) AS categories,
    bit_or(worth.condition_bits) AS condition_bits,
    CAST(sum(worth.millionths) AS BIGINT) AS millionths
FROM risk_present AS present
JOIN risk_person_class AS class ON class.person_number = present.person_number
JOIN (SELECT DISTINCT family, rule_set_id FROM risk_category) AS model ON model.family = present.family
JOIN risk_profile AS profile
    ON profile.profile = class.profile
    AND profile.rule_set_id = model.rule_set_id
JOIN worth
    ON worth.bits = present.bits
    AND worth.family = present.family
    AND worth.segment_id = profile.segment_id
GROUP BY present.person_number * 100 + model.rule_set_id
