-- Grain: one row an episode and line that it reached.
-- Inputs: reached_line, grouped_episode, ruled_code, episode_service_rule; $paid_through
-- Columns: episode BIGINT, episode_type VARCHAR, person_id VARCHAR, claim_id VARCHAR, data_source VARCHAR,
--   claim_line_number INTEGER, setting VARCHAR, first_day INTEGER, last_day INTEGER, part VARCHAR, reason VARCHAR,
--   cents BIGINT, hcpcs_code VARCHAR, drg_code VARCHAR, service_day INTEGER
-- Rule: part: anchor (before the period after it, or a claim of the admission itself), post, excluded (with the
--   reason), or monitoring. Of what begins on days of look-back and lies in another episode, that one keeps it
--   (another_episode). Excluded are also: paid_late, excluded_stay (a stay of a diagnosis-related group that does not
--   count), excluded_service, excluded_setting, and not_included where the type names what counts.
WITH including AS (
    SELECT DISTINCT episode_type
    FROM episode_service_rule
    WHERE includes = 1
),
taken AS (
    SELECT DISTINCT met.episode, met.claim_id, met.data_source, met.claim_line_number
    FROM reached_line AS met
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
    FROM reached_line AS met
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
