-- Grain: one row a standing of the lines of people with an episode of the period.
-- Inputs: medical_claim, grouped_episode, episode_line
-- Columns: part VARCHAR, reason VARCHAR, lines BIGINT
-- Rule: every line of their medical claims stands once: in an episode (anchor or post), excluded with a reason,
--   monitored after one, or outside. A line that two episodes met stands as in the one that counts it, else as
--   excluded.
WITH met AS (
    SELECT
        claim_id,
        data_source,
        claim_line_number,
        part,
        reason,
        row_number() OVER (
            PARTITION BY claim_id, data_source, claim_line_number
            ORDER BY
                CASE part WHEN 'anchor' THEN 1 WHEN 'post' THEN 2 WHEN 'excluded' THEN 3 ELSE 4 END, reason, episode
        ) AS place
    FROM episode_line
),
line AS (
    SELECT claim.claim_id, claim.data_source, claim.claim_line_number
    FROM medical_claim AS claim
    INNER JOIN (SELECT DISTINCT person_id FROM grouped_episode WHERE in_period = 1) AS member
        ON member.person_id = claim.person_id
)
SELECT
    coalesce(met.part, 'outside') AS part,
    coalesce(met.reason, '') AS reason,
    count(*) AS lines
FROM line
LEFT JOIN met
    ON
        met.claim_id = line.claim_id
        AND met.data_source = line.data_source
        AND met.claim_line_number = line.claim_line_number
        AND met.place = 1
GROUP BY coalesce(met.part, 'outside'), coalesce(met.reason, '')
ORDER BY part, reason
