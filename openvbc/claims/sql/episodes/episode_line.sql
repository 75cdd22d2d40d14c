-- Grain: one row an episode of the period and line of its person that begins between its look-back and the end of its
--   monitoring.
-- Inputs: medical_line, grouped_episode, admission_leg, stay_claim, service_combination, service_category, ruled_code,
--   episode_service_rule, claim_key, person_key; $amount, $paid_through
-- Columns: episode BIGINT, episode_type VARCHAR, person_id VARCHAR, claim_id VARCHAR, data_source VARCHAR,
--   claim_line_number INTEGER, setting VARCHAR, first_day INTEGER, last_day INTEGER, part VARCHAR, reason VARCHAR,
--   cents BIGINT, hcpcs_code VARCHAR, drg_code VARCHAR, service_day INTEGER
-- Rule: a professional line begins with its own day, others with the claim's; a stay with the admission. Only
--   outpatient and professional lines have a look-back. setting: the kind of stay, else the category of service.
--   service_day: the line's own first day. part: anchor (before the period after it, or a claim of the admission
--   or of the procedure itself), post, excluded (with the reason), or monitoring. Of what begins on days of
--   look-back and lies in another episode, that one keeps it (another_episode). Excluded are also: paid_late,
--   excluded_stay (a stay of a diagnosis-related group that does not count), excluded_service, excluded_setting, and
--   not_included where the type names what counts. Texts come last: until then a line is numbers and days.
WITH stay AS (
    SELECT
        claim,
        max(stay_kind) AS stay_kind,
        min(first_date) AS first_date,
        max(last_date) AS last_date
    FROM stay_claim
    GROUP BY claim
),
standing AS (
    SELECT grouped_episode.*, person_key.person
    FROM grouped_episode
    INNER JOIN person_key ON person_key.person_id = grouped_episode.person_id
),
member AS (
    SELECT DISTINCT person
    FROM standing
    WHERE in_period = 1
),
service AS (
    SELECT
        combination.combination,
        combination.claim_type,
        combination.hcpcs_code,
        combination.drg_code,
        coalesce(service_category.category, 'other') AS category
    FROM service_combination AS combination
    LEFT JOIN service_category ON service_category.category_number = combination.category_number
),
dated AS (
    SELECT
        line.claim,
        line.claim_line_number,
        line.person,
        line.combination,
        CASE
            WHEN service.claim_type = 'professional' THEN 1
            WHEN stay.claim IS NULL AND service.category = 'outpatient' THEN 1
            WHEN stay.stay_kind = 'outpatient' THEN 1
            ELSE 0
        END AS is_looked_back_on,
        CAST(
            date_diff(
                'day',
                CAST('1900-01-01' AS DATE),
                CASE
                    WHEN service.claim_type = 'professional' THEN line.line_start_date
                    ELSE coalesce(stay.first_date, line.claim_start_date)
                END
            ) AS INTEGER
        ) AS first_day,
        CASE
            WHEN service.claim_type <> 'professional' THEN coalesce(stay.last_date, line.claim_end_date)
            WHEN line.has_first_day_only = 1 THEN line.line_start_date
            ELSE line.line_end_date
        END AS last_date,
        line.line_start_date,
        CASE WHEN line.paid_date > $paid_through THEN 1 ELSE 0 END AS is_paid_late,
        coalesce(CASE WHEN $amount = 'allowed' THEN line.allowed_cents ELSE line.paid_cents END, 0) AS cents
    FROM medical_line AS line
    INNER JOIN member ON member.person = line.person
    INNER JOIN service ON service.combination = line.combination
    LEFT JOIN stay ON stay.claim = line.claim
),
reached AS (
    SELECT
        dated.*,
        episode.episode,
        episode.anchor_first_day
    FROM dated
    INNER JOIN standing AS episode
        ON
            episode.person = dated.person
            AND episode.in_period = 1
            AND dated.first_day BETWEEN episode.grouped_from_day AND episode.monitored_to_day
    WHERE dated.first_day >= episode.anchor_first_day OR dated.is_looked_back_on = 1
),
met_claim AS (
    SELECT claim_key.claim, claim_key.claim_id, claim_key.data_source
    FROM claim_key
    INNER JOIN (SELECT DISTINCT claim FROM reached) AS reached_claim ON reached_claim.claim = claim_key.claim
),
taken AS (
    SELECT DISTINCT met.episode, met.first_day
    FROM reached AS met
    INNER JOIN standing AS other
        ON
            other.person = met.person
            AND other.episode <> met.episode
            AND met.first_day BETWEEN other.anchor_first_day AND other.post_last_day
    WHERE met.first_day < met.anchor_first_day
),
including AS (
    SELECT DISTINCT episode_type
    FROM episode_service_rule
    WHERE includes = 1
),
told AS (
    SELECT
        met.*,
        met_claim.claim_id,
        met_claim.data_source,
        service.hcpcs_code,
        service.drg_code,
        coalesce(stay.stay_kind, service.category) AS setting,
        episode.episode_type,
        episode.person_id,
        episode.post_first_day,
        episode.post_last_day,
        CASE
            WHEN leg.claim IS NOT NULL THEN 1
            WHEN
                episode.setting = 'outpatient'
                AND met_claim.claim_id = episode.claim_id
                AND met_claim.data_source = episode.data_source
                THEN 1
            ELSE 0
        END AS is_anchor,
        CASE WHEN taken.episode IS NULL THEN 0 ELSE 1 END AS is_taken
    FROM reached AS met
    INNER JOIN met_claim ON met_claim.claim = met.claim
    INNER JOIN service ON service.combination = met.combination
    INNER JOIN grouped_episode AS episode ON episode.episode = met.episode
    LEFT JOIN stay ON stay.claim = met.claim
    LEFT JOIN admission_leg AS leg
        ON leg.claim = met.claim AND leg.person = met.person AND leg.admission = episode.admission
    LEFT JOIN taken ON taken.episode = met.episode AND taken.first_day = met.first_day
),
reasoned AS (
    SELECT
        told.*,
        CASE
            WHEN told.is_taken = 1 THEN 'another_episode'
            WHEN told.is_paid_late = 1 THEN 'paid_late'
            WHEN told.is_anchor = 1 THEN ''
            WHEN told.first_day >= told.post_first_day AND coalesce(drg.is_excluded, 0) = 1 THEN 'excluded_stay'
            WHEN coalesce(service.is_excluded, 0) = 1 THEN 'excluded_service'
            WHEN coalesce(place.is_excluded, 0) = 1 THEN 'excluded_setting'
            WHEN
                told.first_day >= told.post_first_day
                AND including.episode_type IS NOT NULL
                AND coalesce(drg.is_included, 0) = 0
                AND coalesce(service.is_included, 0) = 0
                AND coalesce(place.is_included, 0) = 0
                THEN 'not_included'
            ELSE ''
        END AS reason
    FROM told
    LEFT JOIN ruled_code AS drg
        ON drg.episode_type = told.episode_type AND drg.code_kind = 'drg' AND drg.code = told.drg_code
    LEFT JOIN ruled_code AS service
        ON service.episode_type = told.episode_type AND service.code_kind = 'hcpcs' AND service.code = told.hcpcs_code
    LEFT JOIN ruled_code AS place
        ON place.episode_type = told.episode_type AND place.code_kind = 'setting' AND place.code = told.setting
    LEFT JOIN including ON including.episode_type = told.episode_type
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
    CASE
        WHEN CAST(date_diff('day', CAST('1900-01-01' AS DATE), last_date) AS INTEGER) < first_day THEN first_day
        ELSE CAST(date_diff('day', CAST('1900-01-01' AS DATE), last_date) AS INTEGER)
    END AS last_day,
    CASE
        WHEN reason <> '' THEN 'excluded'
        WHEN is_anchor = 1 OR first_day < post_first_day THEN 'anchor'
        WHEN first_day <= post_last_day THEN 'post'
        ELSE 'monitoring'
    END AS part,
    reason,
    cents,
    hcpcs_code,
    drg_code,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), line_start_date) AS INTEGER) AS service_day
FROM reasoned
