-- Grain: one row an episode of the period.
-- Inputs: limited_episode, eligibility, medicaid_status_choice
-- Columns: episode BIGINT, episode_type VARCHAR, responsible VARCHAR, person_id VARCHAR, anchor_first_day INTEGER,
--   birth_date DATE, sex VARCHAR, has_full_medicaid INTEGER, has_low_income_subsidy INTEGER
-- Rule: when the person was born, the earliest of what the spans say, NULL where none says it; and the sex that they
--   say, the last by the alphabet where they differ. has_full_medicaid and has_low_income_subsidy: 1 where a span of
--   the anchor's first day says so, 0 where one says that it is not so and none that it is, NULL where none says it.
WITH person AS (
    SELECT person_id, min(birth_date) AS birth_date, max(sex) AS sex
    FROM eligibility
    GROUP BY person_id
),
held AS (
    SELECT
        limited_episode.episode,
        max(medicaid_status_choice.is_full) AS has_full_medicaid,
        max(
            CASE eligibility.low_income_subsidy_indicator WHEN '1' THEN 1 WHEN '0' THEN 0 END
        ) AS has_low_income_subsidy
    FROM limited_episode
    INNER JOIN eligibility
        ON
            eligibility.person_id = limited_episode.person_id
            AND limited_episode.anchor_first_day
            >= CAST(date_diff('day', CAST('1900-01-01' AS DATE), eligibility.enrollment_start_date) AS INTEGER)
            AND limited_episode.anchor_first_day
            <= CAST(date_diff('day', CAST('1900-01-01' AS DATE), eligibility.enrollment_end_date) AS INTEGER)
    LEFT JOIN medicaid_status_choice
        ON medicaid_status_choice.dual_status_code = eligibility.dual_status_code
    GROUP BY limited_episode.episode
)
SELECT
    limited_episode.episode,
    limited_episode.episode_type,
    limited_episode.responsible,
    limited_episode.person_id,
    limited_episode.anchor_first_day,
    person.birth_date,
    coalesce(person.sex, '') AS sex,
    held.has_full_medicaid,
    held.has_low_income_subsidy
FROM limited_episode
LEFT JOIN person ON person.person_id = limited_episode.person_id
LEFT JOIN held ON held.episode = limited_episode.episode
ORDER BY limited_episode.episode
