-- Grain: one row a type of episode and reason why an event begins none.
-- Inputs: episode_candidate, episode_standing
-- Columns: episode_type VARCHAR, reason VARCHAR, candidates BIGINT
-- Rule: events of the period that were dropped, by the reason of each, and those that overlap with another that stands.
SELECT
    candidate.episode_type,
    CASE WHEN candidate.drop_reason <> '' THEN candidate.drop_reason ELSE standing.standing END AS reason,
    count(*) AS candidates
FROM episode_candidate AS candidate
LEFT JOIN episode_standing AS standing ON standing.candidate = candidate.candidate
WHERE candidate.in_period = 1 AND (candidate.drop_reason <> '' OR standing.standing <> 'stands')
GROUP BY
    candidate.episode_type,
    CASE WHEN candidate.drop_reason <> '' THEN candidate.drop_reason ELSE standing.standing END
ORDER BY candidate.episode_type, reason
