-- Grain: one row an episode and line of its person that begins between its look-back and the end of its monitoring.
-- Inputs: medical_claim, grouped_episode, admission_leg, stay_claim, service_combination, service_category; $amount
-- Columns: episode BIGINT, episode_type VARCHAR, anchor_first_day INTEGER, post_first_day INTEGER, post_last_day
--   INTEGER, claim_id VARCHAR, data_source VARCHAR, claim_line_number INTEGER, person_id VARCHAR, setting VARCHAR,
--   first_day INTEGER, last_day INTEGER, paid_date DATE, cents BIGINT, hcpcs_code VARCHAR, drg_code VARCHAR,
--   service_day INTEGER, is_anchor INTEGER
-- Rule: a professional line begins with its own day, others with the claim's; a stay with the admission. Only
--   outpatient and professional lines have a look-back. setting: the kind of stay, else the category of service.
--   service_day: the line's own first day. is_anchor: 1 for claims of the admission that the episode begins with.
WITH stay AS (
    SELECT
        claim_id,
        data_source,
        max(stay_kind) AS stay_kind,
        min(first_date) AS first_date,
        max(last_date) AS last_date
    FROM stay_claim
    GROUP BY claim_id, data_source
),
line AS (
    SELECT
        claim.claim_id,
        claim.data_source,
        claim.claim_line_number,
        claim.person_id,
        claim.claim_type,
        claim.hcpcs_code,
        claim.drg_code,
        claim.paid_date,
        coalesce(stay.stay_kind, service_category.category, 'other') AS setting,
        CASE
            WHEN claim.claim_type = 'professional' THEN coalesce(claim.claim_line_start_date, claim.claim_start_date)
            ELSE coalesce(stay.first_date, claim.claim_start_date)
        END AS first_date,
        CASE
            WHEN claim.claim_type = 'professional'
                THEN coalesce(claim.claim_line_end_date, claim.claim_line_start_date, claim.claim_end_date)
            ELSE coalesce(stay.last_date, claim.claim_end_date)
        END AS last_date,
        coalesce(claim.claim_line_start_date, claim.claim_start_date) AS service_date,
        CAST(
            coalesce(CASE WHEN $amount = 'allowed' THEN claim.allowed_amount ELSE claim.paid_amount END, 0)
            * 100 AS BIGINT
        ) AS cents
    FROM medical_claim AS claim
    INNER JOIN (SELECT DISTINCT person_id FROM grouped_episode) AS member ON member.person_id = claim.person_id
    LEFT JOIN stay ON stay.claim_id = claim.claim_id AND stay.data_source = claim.data_source
    LEFT JOIN service_combination AS combination
        ON
            combination.claim_type = claim.claim_type
            AND combination.bill_type_code = claim.bill_type_code
            AND combination.source_claim_type_code = claim.source_claim_type_code
            AND combination.revenue_center_code = claim.revenue_center_code
            AND combination.place_of_service_code = claim.place_of_service_code
            AND combination.hcpcs_code = claim.hcpcs_code
            AND combination.drg_code = claim.drg_code
    LEFT JOIN service_category ON service_category.category_number = combination.category_number
),
dated AS (
    SELECT
        line.*,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), line.first_date) AS INTEGER) AS first_day,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), line.last_date) AS INTEGER) AS last_day,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), line.service_date) AS INTEGER) AS service_day
    FROM line
)
SELECT
    episode.episode,
    episode.episode_type,
    episode.anchor_first_day,
    episode.post_first_day,
    episode.post_last_day,
    dated.claim_id,
    dated.data_source,
    dated.claim_line_number,
    dated.person_id,
    dated.setting,
    dated.first_day,
    CASE WHEN dated.last_day < dated.first_day THEN dated.first_day ELSE dated.last_day END AS last_day,
    dated.paid_date,
    dated.cents,
    dated.hcpcs_code,
    dated.drg_code,
    dated.service_day,
    CASE WHEN leg.claim_id IS NULL THEN 0 ELSE 1 END AS is_anchor
FROM grouped_episode AS episode
INNER JOIN dated
    ON
        dated.person_id = episode.person_id
        AND dated.first_day BETWEEN episode.grouped_from_day AND episode.monitored_to_day
        AND (
            dated.first_day >= episode.anchor_first_day
            OR dated.claim_type = 'professional'
            OR dated.setting = 'outpatient'
        )
LEFT JOIN admission_leg AS leg
    ON
        leg.person_id = episode.person_id
        AND leg.admission = episode.admission
        AND leg.claim_id = dated.claim_id
        AND leg.data_source = dated.data_source
