-- Grain: one row an episode of the period.
-- Inputs: grouped_episode, episode_line, episode_proration
-- Columns: episode BIGINT, episode_type VARCHAR, setting VARCHAR, person_id VARCHAR, code VARCHAR, responsible VARCHAR,
--   facility VARCHAR, attending_npi VARCHAR, anchor_first_day INTEGER, anchor_cents BIGINT,
--   post_cents BIGINT, cents BIGINT, excluded_cents BIGINT, monitored_cents BIGINT, after_cents BIGINT, lines BIGINT
-- Rule: what lines of the anchor and of the period after it come to; of a claim that ends after the period, the part
--   that lies in it, and beside it the rest (after_cents). Excluded and monitored lines stand beside.
WITH prorated AS (
    SELECT
        proration.episode,
        CAST(sum(proration.cents) AS BIGINT) AS whole_cents,
        CAST(sum(proration.cents_in) AS BIGINT) AS cents_in
    FROM episode_proration AS proration
    GROUP BY proration.episode
),
summed AS (
    SELECT
        episode,
        CAST(sum(CASE WHEN part = 'anchor' THEN cents ELSE 0 END) AS BIGINT) AS anchor_cents,
        CAST(sum(CASE WHEN part = 'post' THEN cents ELSE 0 END) AS BIGINT) AS post_cents,
        CAST(sum(CASE WHEN part = 'excluded' THEN cents ELSE 0 END) AS BIGINT) AS excluded_cents,
        CAST(sum(CASE WHEN part = 'monitoring' THEN cents ELSE 0 END) AS BIGINT) AS monitored_cents,
        CAST(sum(CASE WHEN part IN ('anchor', 'post') THEN 1 ELSE 0 END) AS BIGINT) AS lines
    FROM episode_line
    GROUP BY episode
),
told AS (
    SELECT
        grouped_episode.*,
        coalesce(summed.anchor_cents, CAST(0 AS BIGINT)) AS of_anchor,
        coalesce(summed.post_cents, CAST(0 AS BIGINT)) - coalesce(prorated.whole_cents, CAST(0 AS BIGINT))
        + coalesce(prorated.cents_in, CAST(0 AS BIGINT)) AS of_post,
        coalesce(summed.excluded_cents, CAST(0 AS BIGINT)) AS of_excluded,
        coalesce(summed.monitored_cents, CAST(0 AS BIGINT)) AS of_monitoring,
        coalesce(prorated.whole_cents, CAST(0 AS BIGINT)) - coalesce(prorated.cents_in, CAST(0 AS BIGINT)) AS of_after,
        coalesce(summed.lines, CAST(0 AS BIGINT)) AS line_count
    FROM grouped_episode
    LEFT JOIN summed ON summed.episode = grouped_episode.episode
    LEFT JOIN prorated ON prorated.episode = grouped_episode.episode
    WHERE grouped_episode.in_period = 1
)
SELECT
    episode,
    episode_type,
    setting,
    person_id,
    code,
    responsible,
    facility,
    attending_npi,
    anchor_first_day,
    of_anchor AS anchor_cents,
    of_post AS post_cents,
    of_anchor + of_post AS cents,
    of_excluded AS excluded_cents,
    of_monitoring AS monitored_cents,
    of_after AS after_cents,
    line_count AS lines
FROM told
