-- Grain: one row an episode of the period, with its cost within the limits of its type.
-- Inputs: episode_total, episode_cost_limit
-- Columns: episode BIGINT, episode_type VARCHAR, setting VARCHAR, person_id VARCHAR, code VARCHAR, responsible VARCHAR,
--   facility VARCHAR, attending_npi VARCHAR, anchor_first_day INTEGER, cents BIGINT, limited_cents BIGINT,
--   anchor_cents BIGINT, post_cents BIGINT, excluded_cents BIGINT, monitored_cents BIGINT
-- Rule: a cost below the lower limit counts as that, one above the upper limit as that.
SELECT
    total.episode,
    total.episode_type,
    total.setting,
    total.person_id,
    total.code,
    total.responsible,
    total.facility,
    total.attending_npi,
    total.anchor_first_day,
    total.cents,
    CASE
        WHEN cost_limit.low_cents IS NOT NULL AND total.cents < cost_limit.low_cents THEN cost_limit.low_cents
        WHEN cost_limit.high_cents IS NOT NULL AND total.cents > cost_limit.high_cents THEN cost_limit.high_cents
        ELSE total.cents
    END AS limited_cents,
    total.anchor_cents,
    total.post_cents,
    total.excluded_cents,
    total.monitored_cents
FROM episode_total AS total
LEFT JOIN episode_cost_limit AS cost_limit ON cost_limit.episode_type = total.episode_type
