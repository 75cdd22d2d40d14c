-- Grain: one row a candidate that nothing drops, of people who have one in the period, in the order of candidates.
-- Inputs: episode_candidate
-- Columns: candidate BIGINT, person_id VARCHAR, episode_type VARCHAR, setting VARCHAR, anchor_first_day INTEGER,
--   post_last_day INTEGER
-- Rule: what overlaps are resolved of; people without a candidate in the period have no episode in it.
SELECT
    candidate.candidate,
    candidate.person_id,
    candidate.episode_type,
    candidate.setting,
    candidate.anchor_first_day,
    candidate.post_last_day
FROM episode_candidate AS candidate
INNER JOIN (
    SELECT DISTINCT person_id
    FROM episode_candidate
    WHERE in_period = 1 AND drop_reason = ''
) AS met ON met.person_id = candidate.person_id
WHERE candidate.drop_reason = ''
ORDER BY candidate.candidate
