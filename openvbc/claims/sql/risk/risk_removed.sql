-- Grain: one row a person and rule set, and category that a diagnosis leads to and that does not count.
-- Inputs: risk_present, risk_exclusion, risk_hierarchy
-- Columns: place BIGINT, removed_by INTEGER
-- Rule: first the categories that the model never counts, or only beside others, are dropped (removed_by 0); then every
--   category that stands removes the lesser ones of its hierarchy (removed_by is the smallest that does).
WITH beside AS (
    SELECT DISTINCT present.subject * 1000 + risk_exclusion.hcc AS place
    FROM risk_exclusion
    JOIN risk_present AS present
        ON present.rule_set_id = risk_exclusion.rule_set_id
        AND present.hcc = risk_exclusion.unless_hcc
),

excludable AS (
    SELECT DISTINCT rule_set_id, hcc FROM risk_exclusion
),

excluded AS (
    SELECT present.place
    FROM risk_present AS present
    JOIN excludable
        ON excludable.rule_set_id = present.rule_set_id
        AND excludable.hcc = present.hcc
    LEFT JOIN beside ON beside.place = present.place
    WHERE beside.place IS NULL
),

removed AS (
    SELECT place, 0 AS removed_by
    FROM excluded
    UNION ALL
    SELECT below.place, risk_hierarchy.hcc AS removed_by
    FROM risk_present AS below
    JOIN risk_hierarchy
        ON risk_hierarchy.rule_set_id = below.rule_set_id
        AND risk_hierarchy.removed_hcc = below.hcc
    JOIN risk_present AS above
        ON above.place = below.subject * 1000 + risk_hierarchy.hcc
    LEFT JOIN excluded ON excluded.place = above.place
    WHERE excluded.place IS NULL
)

SELECT place, CAST(min(removed_by) AS INTEGER) AS removed_by
FROM removed
GROUP BY place
