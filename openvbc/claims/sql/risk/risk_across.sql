-- Grain: one row a kind of person, number of categories and conditions that they meet, and term that comes from these.
-- Inputs: risk_found, risk_count_value, risk_interaction_value
-- Columns: kind INTEGER, categories BIGINT, condition_bits BIGINT, part_id INTEGER, millionths BIGINT
-- Rule: a term for the number of categories that count, and for every interaction all of whose conditions are met; only
--   terms that have a coefficient in the person's segment. Worked out once for all who are alike in this; `kind` is
--   taken apart as risk_profile made it.
SELECT
    found.kind,
    found.categories,
    found.condition_bits,
    worth.part_id,
    worth.millionths
FROM (SELECT DISTINCT kind, categories, condition_bits FROM risk_found) AS found
JOIN (
    SELECT
        segment_id,
        part_id,
        first_count,
        last_count,
        0 AS needed_bits,
        -1 AS disabled,
        -1 AS non_aged,
        millionths
    FROM risk_count_value
    UNION ALL
    SELECT segment_id, part_id, 1 AS first_count, 9999 AS last_count, needed_bits, disabled, non_aged, millionths
    FROM risk_interaction_value
) AS worth
    ON worth.segment_id * 4 = found.kind - found.kind % 4
    AND found.categories >= worth.first_count
    AND found.categories <= worth.last_count
    AND (found.condition_bits & worth.needed_bits) = worth.needed_bits
    AND (worth.disabled = -1 OR worth.disabled * 2 = found.kind % 4 - found.kind % 2)
    AND (worth.non_aged = -1 OR worth.non_aged = found.kind % 2)
