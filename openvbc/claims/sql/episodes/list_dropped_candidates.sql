-- Grain: one row a type of episode and reason why an event begins none.
-- Inputs: episode_candidate, episode_standing
-- Columns: episode_type VARCHAR, reason VARCHAR, candidates BIGINT
-- Rule: events of the period that were dropped, by the reason of each, and those that overlap with another that stands.
WITH reasoned AS (
    SELECT
        candidate.episode_type,
        CASE
            WHEN candidate.drop_reason <> '' THEN candidate.drop_reason
            ELSE coalesce(standing.standing, 'in_an_earlier_one')
        END AS reason
    FROM episode_candidate AS candidate
    LEFT JOIN episode_standing AS standing ON standing.candidate = candidate.candidate
    WHERE candidate.in_period = 1
)
SELECT
    episode_type,
    reason,
    count(*) AS candidates
FROM reasoned
WHERE reason <> 'stands'
GROUP BY episode_type, reason
ORDER BY episode_type, reason
