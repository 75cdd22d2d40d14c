-- Grain: one row an episode of the period.
-- Inputs: limited_episode, eligibility
-- Columns: episode BIGINT, episode_type VARCHAR, responsible VARCHAR, anchor_first_day INTEGER, birth_date DATE,
--   sex VARCHAR
-- Rule: when the person was born, the earliest of what the spans say, NULL where none says it; and the sex that they
--   say, the last by the alphabet where they differ.
WITH person AS (
    SELECT person_id, min(birth_date) AS birth_date, max(sex) AS sex
    FROM eligibility
    GROUP BY person_id
)
SELECT
    limited_episode.episode,
    limited_episode.episode_type,
    limited_episode.responsible,
    limited_episode.anchor_first_day,
    person.birth_date,
    coalesce(person.sex, '') AS sex
FROM limited_episode
LEFT JOIN person ON person.person_id = limited_episode.person_id
ORDER BY limited_episode.episode
