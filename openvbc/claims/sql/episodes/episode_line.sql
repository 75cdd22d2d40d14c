-- Grain: one row an episode and line of its person that begins between its look-back and the end of its monitoring.
-- Inputs: medical_claim, grouped_episode, admission_leg, stay_claim, service_combination, service_category,
--   episode_service_rule; $amount, $paid_through
-- Columns: episode BIGINT, episode_type VARCHAR, person_id VARCHAR, claim_id VARCHAR, data_source VARCHAR,
--   claim_line_number INTEGER, setting VARCHAR, first_day INTEGER, last_day INTEGER, part VARCHAR, reason VARCHAR,
--   cents BIGINT, hcpcs_code VARCHAR, drg_code VARCHAR,
--   service_day INTEGER
-- Rule: a professional line begins with its own day, others with the claim's; a stay with the admission. part: anchor
--   (before the period after it, or a claim of the admission itself), post, excluded (with the reason), or monitoring.
--   Only outpatient and professional lines have a look-back; of what begins on its days and lies in another episode,
--   that one keeps it (another_episode). Excluded are also: paid_late, excluded_stay (a stay of a diagnosis-related
--   group that does not count), excluded_service, excluded_setting, and not_included where the type names what counts.
--   setting: the kind of stay, else the category of service. service_day: the line's own first day.
WITH code_rule AS (
    SELECT episode_type, code_kind, code_low, code_high, includes
    FROM episode_service_rule
),
including AS (
    SELECT DISTINCT episode_type
    FROM episode_service_rule
    WHERE includes = 1
),
stay AS (
    SELECT claim_id, data_source, max(stay_kind) AS stay_kind, min(first_date) AS first_date, max(last_date) AS last_date
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
),
met AS (
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
),
code_met AS (
    SELECT
        code.episode_type,
        code.code_kind,
        code.code,
        max(CASE WHEN code_rule.includes = 1 THEN 1 ELSE 0 END) AS is_included,
        max(CASE WHEN code_rule.includes = 0 THEN 1 ELSE 0 END) AS is_excluded
    FROM (
        SELECT DISTINCT episode_type, 'hcpcs' AS code_kind, hcpcs_code AS code FROM met
        UNION ALL
        SELECT DISTINCT episode_type, 'drg' AS code_kind, drg_code AS code FROM met
        UNION ALL
        SELECT DISTINCT episode_type, 'setting' AS code_kind, setting AS code FROM met
    ) AS code
    INNER JOIN code_rule
        ON
            code_rule.code_kind = code.code_kind
            AND (code_rule.episode_type = '' OR code_rule.episode_type = code.episode_type)
            AND code.code BETWEEN code_rule.code_low AND code_rule.code_high
    GROUP BY code.episode_type, code.code_kind, code.code
),
taken AS (
    SELECT DISTINCT met.episode, met.claim_id, met.data_source, met.claim_line_number
    FROM met
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
    FROM met
    LEFT JOIN taken
        ON
            taken.episode = met.episode
            AND taken.claim_id = met.claim_id
            AND taken.data_source = met.data_source
            AND taken.claim_line_number = met.claim_line_number
    LEFT JOIN code_met AS drg
        ON drg.episode_type = met.episode_type AND drg.code_kind = 'drg' AND drg.code = met.drg_code
    LEFT JOIN code_met AS service
        ON service.episode_type = met.episode_type AND service.code_kind = 'hcpcs' AND service.code = met.hcpcs_code
    LEFT JOIN code_met AS place
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
    last_day,
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
    service_day
FROM reasoned
