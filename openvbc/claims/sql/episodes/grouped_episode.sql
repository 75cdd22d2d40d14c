-- Grain: one row an episode.
-- Inputs: episode_candidate, episode_standing, episode_provider
-- Columns: episode BIGINT, episode_type VARCHAR, setting VARCHAR, person_id VARCHAR, claim_id VARCHAR,
--   data_source VARCHAR, claim_line_number INTEGER, admission BIGINT, code VARCHAR, anchor_first_day INTEGER,
--   anchor_last_day INTEGER, post_first_day INTEGER, post_last_day INTEGER, monitored_to_day INTEGER,
--   grouped_from_day INTEGER, facility VARCHAR, attending_npi VARCHAR, billing_tin VARCHAR, responsible VARCHAR,
--   in_period INTEGER
-- Rule: candidates that stand after overlaps are resolved. responsible: of those whom the contract names for the
--   facility, the clinician or the practice of the anchor, the one of least precedence; '' if it names none of them.
--   in_period: 1 for those of the period; others stand for what they overlap with.
WITH named AS (
    SELECT
        candidate.candidate,
        provider.organization_id,
        row_number() OVER (
            PARTITION BY candidate.candidate ORDER BY provider.precedence, provider.organization_id
        ) AS place
    FROM episode_candidate AS candidate
    INNER JOIN episode_provider AS provider
        ON
            (provider.identifier_kind = 'facility' AND provider.identifier = candidate.facility)
            OR (provider.identifier_kind = 'clinician' AND provider.identifier = candidate.attending_npi)
            OR (provider.identifier_kind = 'practice' AND provider.identifier = candidate.billing_tin)
)
SELECT
    candidate.candidate AS episode,
    candidate.episode_type,
    candidate.setting,
    candidate.person_id,
    candidate.claim_id,
    candidate.data_source,
    candidate.claim_line_number,
    candidate.admission,
    candidate.code,
    candidate.anchor_first_day,
    candidate.anchor_last_day,
    candidate.post_first_day,
    candidate.post_last_day,
    candidate.monitored_to_day,
    candidate.grouped_from_day,
    candidate.facility,
    candidate.attending_npi,
    candidate.billing_tin,
    coalesce(named.organization_id, '') AS responsible,
    candidate.in_period
FROM episode_candidate AS candidate
INNER JOIN episode_standing
    ON episode_standing.candidate = candidate.candidate AND episode_standing.standing = 'stands'
LEFT JOIN named ON named.candidate = candidate.candidate AND named.place = 1
