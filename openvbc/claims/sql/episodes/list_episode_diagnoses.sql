-- Grain: one row an episode of the period and diagnosis of the days before it.
-- Inputs: limited_episode, claim_diagnosis, reversed_claim; $responsible, $days_before
-- Columns: episode BIGINT, diagnosis_code VARCHAR
-- Rule: of one responsible provider; diagnoses of claims that begin on one of so many days before the anchor's first,
--   the last of them the day before it. A claim that was paid back tells none.
SELECT DISTINCT
    episode.episode,
    diagnosis.diagnosis_code
FROM limited_episode AS episode
INNER JOIN claim_diagnosis AS diagnosis
    ON
        diagnosis.person_id = episode.person_id
        AND CAST(date_diff('day', CAST('1900-01-01' AS DATE), diagnosis.claim_start_date) AS INTEGER)
        BETWEEN episode.anchor_first_day - CAST($days_before AS INTEGER) AND episode.anchor_first_day - 1
LEFT JOIN reversed_claim
    ON reversed_claim.claim_id = diagnosis.claim_id AND reversed_claim.data_source = diagnosis.data_source
WHERE episode.responsible = $responsible AND reversed_claim.claim_id IS NULL
ORDER BY episode.episode, diagnosis.diagnosis_code
