-- Grain: one row a family and set of its categories that somebody has, and category of the set.
-- Inputs: risk_present, risk_category
-- Columns: family INTEGER, bits INTEGER, rule_set_id INTEGER, hcc INTEGER, condition_bits BIGINT, removed_by INTEGER
-- Rule: first the categories that the model never counts, or only beside others, are dropped (removed_by 0); then every
--   category that stands removes the lesser ones of its hierarchy (removed_by is the smallest that does); what nothing
--   removes (-1) counts. People share few sets, so that this is worked out once for all who have one.
SELECT
    found.family,
    found.bits,
    category.rule_set_id,
    category.hcc,
    category.condition_bits,
    CAST(
        CASE
            WHEN (found.bits & category.beside_bits) = 0 THEN 0
            ELSE coalesce(
                min(
                    CASE
                        WHEN (other.bit & category.above_bits) <> 0 AND (found.bits & other.beside_bits) <> 0
                            THEN other.hcc
                    END
                ),
                -1
            )
        END AS INTEGER
    ) AS removed_by
FROM (SELECT DISTINCT family, bits FROM risk_present) AS found
JOIN risk_category AS category
    ON category.family = found.family
    AND (found.bits & category.bit) <> 0
JOIN risk_category AS other
    ON other.family = found.family
    AND (found.bits & other.bit) <> 0
GROUP BY
    found.family,
    found.bits,
    category.rule_set_id,
    category.hcc,
    category.condition_bits,
    category.beside_bits,
    category.above_bits
