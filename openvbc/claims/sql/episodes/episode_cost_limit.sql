-- Grain: one row a type of episode, with where the cost of its episodes is cut off.
-- Inputs: episode_total, episode_type_rule
-- Columns: episode_type VARCHAR, low_cents BIGINT, high_cents BIGINT
-- Rule: by nearest rank over the episodes of the period: the least cost that at least so many hundredths of a percent
--   of them do not exceed. An agreed limit in dollars comes instead of the percentile. NULL where the type has no
--   limit.
WITH ranked AS (
    SELECT
        total.episode_type,
        total.cents,
        row_number() OVER (PARTITION BY total.episode_type ORDER BY total.cents, total.episode) AS place,
        count(*) OVER (PARTITION BY total.episode_type) AS episodes
    FROM episode_total AS total
),
met AS (
    SELECT
        kind.episode_type,
        min(CASE
            WHEN kind.low_percentile > 0 AND ranked.place * 10000 >= ranked.episodes * kind.low_percentile
                THEN ranked.cents
        END) AS low_cents,
        min(CASE
            WHEN kind.high_percentile > 0 AND ranked.place * 10000 >= ranked.episodes * kind.high_percentile
                THEN ranked.cents
        END) AS high_cents
    FROM ranked
    INNER JOIN episode_type_rule AS kind ON kind.episode_type = ranked.episode_type
    GROUP BY kind.episode_type
)
SELECT
    met.episode_type,
    CAST(met.low_cents AS BIGINT) AS low_cents,
    CAST(CASE WHEN kind.most_cents > 0 THEN kind.most_cents ELSE met.high_cents END AS BIGINT) AS high_cents
FROM met
INNER JOIN episode_type_rule AS kind ON kind.episode_type = met.episode_type
