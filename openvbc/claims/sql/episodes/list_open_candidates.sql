-- Grain: one row a candidate that nothing drops, of people who have one in the period, in the order of candidates.
-- Inputs: episode_candidate
-- Columns: candidate BIGINT, first_of_person BIGINT, episode_type VARCHAR, setting VARCHAR, anchor_first_day INTEGER,
--   post_last_day INTEGER
-- Rule: what overlaps are resolved of; people without a candidate in the period have no episode in it.
--   first_of_person: the first candidate of the same person, which tells people apart.
SELECT
    candidate.candidate,
    met.first_candidate AS first_of_person,
    candidate.episode_type,
    candidate.setting,
    candidate.anchor_first_day,
    candidate.post_last_day
FROM episode_candidate AS candidate
INNER JOIN (
    SELECT person_id, min(candidate) AS first_candidate
    FROM episode_candidate
    WHERE drop_reason = ''
    GROUP BY person_id
    HAVING max(in_period) = 1
) AS met ON met.person_id = candidate.person_id
WHERE candidate.drop_reason = ''
ORDER BY candidate.candidate
