-- Grain: one row a responsible provider and type of episode.
-- Inputs: limited_episode
-- Columns: responsible VARCHAR, episode_type VARCHAR, episodes BIGINT, cents BIGINT, limited_cents BIGINT,
--   anchor_cents BIGINT, post_cents BIGINT, monitored_cents BIGINT
-- Rule: the provider's episodes of the period and their cost, as it is and within the limits.
SELECT
    responsible,
    episode_type,
    count(*) AS episodes,
    CAST(sum(cents) AS BIGINT) AS cents,
    CAST(sum(limited_cents) AS BIGINT) AS limited_cents,
    CAST(sum(anchor_cents) AS BIGINT) AS anchor_cents,
    CAST(sum(post_cents) AS BIGINT) AS post_cents,
    CAST(sum(monitored_cents) AS BIGINT) AS monitored_cents
FROM limited_episode
GROUP BY responsible, episode_type
