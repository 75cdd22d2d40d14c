-- Grain: one row an episode of the period and line of its person that begins between its look-back and the end of its
--   monitoring.
-- Inputs: medical_claim, grouped_episode, admission_leg, stay_claim, service_combination, service_category, ruled_code,
--   episode_service_rule; $amount, $paid_through
-- Columns: episode BIGINT, episode_type VARCHAR, person_id VARCHAR, claim_id VARCHAR, data_source VARCHAR,
--   claim_line_number INTEGER, setting VARCHAR, first_day INTEGER, last_day INTEGER, part VARCHAR, reason VARCHAR,
--   cents BIGINT, hcpcs_code VARCHAR, drg_code VARCHAR, service_day INTEGER
-- Rule: a professional line begins with its own day, others with the claim's; a stay with the admission. Only
--   outpatient and professional lines have a look-back. setting: the kind of stay, else the category of service.
--   service_day: the line's own first day. part: anchor (before the period after it, or a claim of the admission
--   or of the procedure itself), post, excluded (with the reason), or monitoring. Of what begins on days of
--   look-back and lies in another
--   episode, that one keeps it (another_episode). Excluded are also: paid_late, excluded_stay (a stay of a
--   diagnosis-related group that does not count), excluded_service, excluded_setting, and not_included where the type
--   names what counts.
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
member AS (
    SELECT DISTINCT person_id
    FROM grouped_episode
    WHERE in_period = 1
),
line AS (
    SELECT
        claim.*,
        coalesce(stay.stay_kind, '') AS stay_kind,
        CASE
            WHEN claim.claim_type = 'professional' THEN coalesce(claim.claim_line_start_date, claim.claim_start_date)
            ELSE coalesce(stay.first_date, claim.claim_start_date)
        END AS first_date,
        CASE
            WHEN claim.claim_type = 'professional'
                THEN coalesce(claim.claim_line_end_date, claim.claim_line_start_date, claim.claim_end_date)
            ELSE coalesce(stay.last_date, claim.claim_end_date)
        END AS last_date
    FROM medical_claim AS claim
    INNER JOIN member ON member.person_id = claim.person_id
    LEFT JOIN stay ON stay.claim_id = claim.claim_id AND stay.data_source = claim.data_source
),
dated AS (
    SELECT
        line.*,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), line.first_date) AS INTEGER) AS first_day,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), line.last_date) AS INTEGER) AS last_day
    FROM line
),
met AS (
    SELECT
        dated.*,
        episode.episode,
        episode.episode_type,
        episode.admission,
        CASE WHEN episode.setting = 'outpatient' THEN episode.claim_id ELSE '' END AS anchor_claim_id,
        episode.data_source AS anchor_data_source,
        episode.anchor_first_day,
        episode.post_first_day,
        episode.post_last_day
    FROM dated
    INNER JOIN grouped_episode AS episode
        ON
            episode.person_id = dated.person_id
            AND episode.in_period = 1
            AND dated.first_day BETWEEN episode.grouped_from_day AND episode.monitored_to_day
),
settled AS (
    SELECT
        met.*,
        CASE
            WHEN met.stay_kind <> '' THEN met.stay_kind
            ELSE coalesce(service_category.category, 'other')
        END AS setting
    FROM met
    LEFT JOIN service_combination AS combination
        ON
            combination.claim_type = met.claim_type
            AND combination.bill_type_code = met.bill_type_code
            AND combination.source_claim_type_code = met.source_claim_type_code
            AND combination.revenue_center_code = met.revenue_center_code
            AND combination.place_of_service_code = met.place_of_service_code
            AND combination.hcpcs_code = met.hcpcs_code
            AND combination.drg_code = met.drg_code
    LEFT JOIN service_category ON service_category.category_number = combination.category_number
),
reached AS (
    SELECT
        settled.*,
        CASE
            WHEN leg.claim_id IS NOT NULL THEN 1
            WHEN settled.claim_id = settled.anchor_claim_id AND settled.data_source = settled.anchor_data_source THEN 1
            ELSE 0
        END AS is_anchor
    FROM settled
    LEFT JOIN admission_leg AS leg
        ON
            leg.person_id = settled.person_id
            AND leg.admission = settled.admission
            AND leg.claim_id = settled.claim_id
            AND leg.data_source = settled.data_source
    WHERE
        settled.first_day >= settled.anchor_first_day
        OR settled.claim_type = 'professional'
        OR settled.setting = 'outpatient'
),
including AS (
    SELECT DISTINCT episode_type
    FROM episode_service_rule
    WHERE includes = 1
),
taken AS (
    SELECT DISTINCT met.episode, met.claim_id, met.data_source, met.claim_line_number
    FROM reached AS met
    INNER JOIN grouped_episode AS other
        ON
            other.person_id = met.person_id
            AND other.episode <> met.episode
            AND met.first_day BETWEEN other.anchor_first_day AND other.post_last_day
    WHERE met.first_day < met.anchor_first_day
),
reasoned AS (
    SELECT
        met.*,
        CASE
            WHEN taken.episode IS NOT NULL THEN 'another_episode'
            WHEN met.paid_date IS NOT NULL AND met.paid_date > $paid_through THEN 'paid_late'
            WHEN met.is_anchor = 1 THEN ''
            WHEN met.first_day >= met.post_first_day AND coalesce(drg.is_excluded, 0) = 1 THEN 'excluded_stay'
            WHEN coalesce(service.is_excluded, 0) = 1 THEN 'excluded_service'
            WHEN coalesce(place.is_excluded, 0) = 1 THEN 'excluded_setting'
            WHEN
                met.first_day >= met.post_first_day
                AND including.episode_type IS NOT NULL
                AND coalesce(drg.is_included, 0) = 0
                AND coalesce(service.is_included, 0) = 0
                AND coalesce(place.is_included, 0) = 0
                THEN 'not_included'
            ELSE ''
        END AS reason
    FROM reached AS met
    LEFT JOIN taken
        ON
            taken.episode = met.episode
            AND taken.claim_id = met.claim_id
            AND taken.data_source = met.data_source
            AND taken.claim_line_number = met.claim_line_number
    LEFT JOIN ruled_code AS drg
        ON drg.episode_type = met.episode_type AND drg.code_kind = 'drg' AND drg.code = met.drg_code
    LEFT JOIN ruled_code AS service
        ON service.episode_type = met.episode_type AND service.code_kind = 'hcpcs' AND service.code = met.hcpcs_code
    LEFT JOIN ruled_code AS place
        ON place.episode_type = met.episode_type AND place.code_kind = 'setting' AND place.code = met.setting
    LEFT JOIN including ON including.episode_type = met.episode_type
)
SELECT
    episode,
    episode_type,
    person_id,
    claim_id,
    data_source,
    claim_line_number,
    setting,
    first_day,
    CASE WHEN last_day < first_day THEN first_day ELSE last_day END AS last_day,
    CASE
        WHEN reason <> '' THEN 'excluded'
        WHEN is_anchor = 1 OR first_day < post_first_day THEN 'anchor'
        WHEN first_day <= post_last_day THEN 'post'
        ELSE 'monitoring'
    END AS part,
    reason,
    CAST(
        coalesce(CASE WHEN $amount = 'allowed' THEN allowed_amount ELSE paid_amount END, 0) * 100 AS BIGINT
    ) AS cents,
    hcpcs_code,
    drg_code,
    CAST(
        date_diff('day', CAST('1900-01-01' AS DATE), coalesce(claim_line_start_date, claim_start_date)) AS INTEGER
    ) AS service_day
FROM reasoned
