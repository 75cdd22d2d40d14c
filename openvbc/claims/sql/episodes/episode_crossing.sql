-- Grain: one row an episode and claim of a facility that begins in its period and ends after it.
-- Inputs: episode_line, grouped_episode, episode_visit_code, group_length_of_stay
-- Columns: episode BIGINT, claim_id VARCHAR, data_source VARCHAR, setting VARCHAR, cents BIGINT, days_in BIGINT,
--   days BIGINT, visits_in BIGINT, visits BIGINT, length_of_stay_tenths BIGINT
-- Rule: stays, nursing facilities, home health and hospice; other claims count whole where they begin. days_in: days of
--   the claim in the period. visits: lines with a code of a visit, by their day. length_of_stay_tenths: the geometric
--   mean length of stay of the claim's group in tenths of a day, 0 where none is known. Dividing is left to whom asks.
WITH crossing AS (
    SELECT
        line.episode,
        line.claim_id,
        line.data_source,
        max(line.setting) AS setting,
        CAST(sum(line.cents) AS BIGINT) AS cents,
        min(line.first_day) AS first_day,
        max(line.last_day) AS last_day,
        max(episode.post_last_day) AS post_last_day,
        max(line.drg_code) AS drg_code
    FROM episode_line AS line
    INNER JOIN grouped_episode AS episode ON episode.episode = line.episode
    WHERE
        line.part = 'post'
        AND line.last_day > episode.post_last_day
        AND line.setting NOT IN ('outpatient', 'professional', 'emergency_department', 'durable_medical_equipment')
    GROUP BY line.episode, line.claim_id, line.data_source
),
visit AS (
    SELECT
        line.episode,
        line.claim_id,
        line.data_source,
        count(*) AS visits,
        CAST(sum(CASE WHEN line.service_day <= episode.post_last_day THEN 1 ELSE 0 END) AS BIGINT) AS visits_in
    FROM episode_line AS line
    INNER JOIN grouped_episode AS episode ON episode.episode = line.episode
    INNER JOIN episode_visit_code ON episode_visit_code.hcpcs_code = line.hcpcs_code
    WHERE line.part = 'post'
    GROUP BY line.episode, line.claim_id, line.data_source
)
SELECT
    crossing.episode,
    crossing.claim_id,
    crossing.data_source,
    crossing.setting,
    crossing.cents,
    CAST(crossing.post_last_day - crossing.first_day + 1 AS BIGINT) AS days_in,
    CAST(crossing.last_day - crossing.first_day + 1 AS BIGINT) AS days,
    coalesce(visit.visits_in, CAST(0 AS BIGINT)) AS visits_in,
    coalesce(visit.visits, CAST(0 AS BIGINT)) AS visits,
    CAST(coalesce(length.length_tenths, 0) AS BIGINT) AS length_of_stay_tenths
FROM crossing
LEFT JOIN visit
    ON
        visit.episode = crossing.episode
        AND visit.claim_id = crossing.claim_id
        AND visit.data_source = crossing.data_source
LEFT JOIN group_length_of_stay AS length ON length.drg_code = crossing.drg_code
