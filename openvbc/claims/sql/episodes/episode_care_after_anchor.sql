-- Grain: one row a responsible provider, type of episode and setting of care after the anchor.
-- Inputs: episode_line, grouped_episode
-- Columns: responsible VARCHAR, episode_type VARCHAR, setting VARCHAR, episodes BIGINT, claims BIGINT, cents BIGINT
-- Rule: of episodes of the period: in how many of them there was such care, with how many claims, and what these come
--   to as they are. Acute stays are readmissions; visits to an emergency department stand under its name.
WITH claim AS (
    SELECT episode, setting, claim_id, data_source, CAST(sum(cents) AS BIGINT) AS cents
    FROM episode_line
    WHERE part = 'post'
    GROUP BY episode, setting, claim_id, data_source
)
SELECT
    grouped_episode.responsible,
    grouped_episode.episode_type,
    claim.setting,
    count(DISTINCT claim.episode) AS episodes,
    count(*) AS claims,
    CAST(sum(claim.cents) AS BIGINT) AS cents
FROM claim
INNER JOIN grouped_episode ON grouped_episode.episode = claim.episode
GROUP BY grouped_episode.responsible, grouped_episode.episode_type, claim.setting
