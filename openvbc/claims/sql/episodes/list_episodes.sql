-- Grain: one row an episode of the period, the most costly first.
-- Inputs: limited_episode, grouped_episode; $responsible, $episode_type
-- Columns: episode BIGINT, episode_type VARCHAR, person_id VARCHAR, code VARCHAR, anchor_first_day INTEGER,
--   anchor_last_day INTEGER, post_last_day INTEGER, facility VARCHAR, attending_npi VARCHAR, cents BIGINT,
--   limited_cents BIGINT, anchor_cents BIGINT, post_cents BIGINT, excluded_cents BIGINT, monitored_cents BIGINT
-- Rule: of one responsible provider and type; '' for all.
SELECT
    limited.episode,
    limited.episode_type,
    limited.person_id,
    limited.code,
    limited.anchor_first_day,
    episode.anchor_last_day,
    episode.post_last_day,
    limited.facility,
    limited.attending_npi,
    limited.cents,
    limited.limited_cents,
    limited.anchor_cents,
    limited.post_cents,
    limited.excluded_cents,
    limited.monitored_cents
FROM limited_episode AS limited
INNER JOIN grouped_episode AS episode ON episode.episode = limited.episode
WHERE
    ($responsible = '' OR limited.responsible = $responsible)
    AND ($episode_type = '' OR limited.episode_type = $episode_type)
ORDER BY limited.cents DESC, limited.episode
