-- Grain: one row a responsible provider, type of episode, part and setting.
-- Inputs: episode_line, grouped_episode, episode_proration
-- Columns: responsible VARCHAR, episode_type VARCHAR, part VARCHAR, setting VARCHAR, lines BIGINT, cents BIGINT
-- Rule: lines of the episodes of the period, excluded and monitored ones too; of claims that end after it, the part
--   that lies in it under post, the rest under after.
WITH prorated AS (
    SELECT episode, claim_id, data_source, cents_in - cents AS change_cents, cents - cents_in AS after_cents, setting
    FROM episode_proration
),
amount AS (
    SELECT episode, part, setting, 1 AS lines, cents
    FROM episode_line
    UNION ALL
    SELECT episode, 'post' AS part, setting, 0 AS lines, change_cents AS cents
    FROM prorated
    UNION ALL
    SELECT episode, 'after' AS part, setting, 0 AS lines, after_cents AS cents
    FROM prorated
)
SELECT
    grouped_episode.responsible,
    grouped_episode.episode_type,
    amount.part,
    amount.setting,
    CAST(sum(amount.lines) AS BIGINT) AS lines,
    CAST(sum(amount.cents) AS BIGINT) AS cents
FROM amount
INNER JOIN grouped_episode ON grouped_episode.episode = amount.episode
GROUP BY grouped_episode.responsible, grouped_episode.episode_type, amount.part, amount.setting
