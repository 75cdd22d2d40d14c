-- Grain: one row an event that may begin an episode, with the days of that episode and why it cannot, if so.
-- Inputs: anchor_event, person_key, episode_trigger, episode_type_rule, eligibility, coverage_span, esrd_status_choice,
--   index_exclusion, episode_left_out_person; $asks_for_coverage, $drops_esrd, $data_through_day,
--   $first_day, $last_day
-- Columns: candidate BIGINT, episode_type VARCHAR, setting VARCHAR, person_id VARCHAR, claim_id VARCHAR,
--   data_source VARCHAR, claim_line_number INTEGER, admission BIGINT, code VARCHAR, anchor_first_day INTEGER,
--   anchor_last_day INTEGER, post_first_day INTEGER, post_last_day INTEGER, monitored_to_day INTEGER,
--   grouped_from_day INTEGER, priority INTEGER, facility VARCHAR, attending_npi VARCHAR, billing_tin VARCHAR,
--   in_period INTEGER, drop_reason VARCHAR
-- Rule: days are counted from 1 January 1900. Where the anchor's last day counts as the first of the period after it,
--   the period lasts from that day to post_days less 1 days later; else from the day after it to post_days days later.
--   A death after the anchor ends the period. Of several events of one line, day or admission the trigger of least
--   priority is meant. in_period: 1 where the anchor ends between $first_day and $last_day; others are there for what
--   they overlap with. drop_reason is the first that holds: facility_excluded, procedure_missing, procedure_excluded,
--   outranked, not_confirmed (no second day in time), anchor_too_long, died_in_anchor, not_enrolled (a gap between the
--   look-back and the end of the period), esrd, left_out (whom the contract leaves out), not_over (the data do not
--   reach its end); '' for none.
WITH person AS (
    SELECT
        person_id,
        min(CAST(date_diff('day', CAST('1900-01-01' AS DATE), death_date) AS INTEGER)) AS death_day
    FROM eligibility
    GROUP BY person_id
),
esrd_span AS (
    SELECT DISTINCT
        eligibility.person_id,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), eligibility.enrollment_start_date) AS INTEGER) AS first_day,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), eligibility.enrollment_end_date) AS INTEGER) AS last_day
    FROM eligibility
    LEFT JOIN esrd_status_choice ON esrd_status_choice.medicare_status_code = eligibility.medicare_status_code
    WHERE
        $drops_esrd = 1
        AND (esrd_status_choice.medicare_status_code IS NOT NULL OR eligibility.enrollment_type = 'esrd')
),
ruled AS (
    SELECT
        episode_trigger.*,
        row_number() OVER (ORDER BY episode_trigger.priority, episode_trigger.trigger_number) AS precedence
    FROM episode_trigger
),
meant AS (
    SELECT
        anchor_event.person,
        anchor_event.claim,
        anchor_event.claim_line_number,
        anchor_event.admission,
        anchor_event.first_day,
        ruled.type_number,
        min(ruled.precedence) AS precedence
    FROM anchor_event
    INNER JOIN ruled ON ruled.trigger_number = anchor_event.trigger_number
    GROUP BY
        anchor_event.person,
        anchor_event.claim,
        anchor_event.claim_line_number,
        anchor_event.admission,
        anchor_event.first_day,
        ruled.type_number
),
dated AS (
    SELECT
        anchor_event.*,
        person_key.person_id,
        kind.episode_type,
        ruled.setting,
        ruled.priority,
        ruled.needs_procedure,
        ruled.second_within_days,
        kind.longest_anchor_days,
        CASE
            WHEN kind.counts_anchor_day = 1 THEN anchor_event.last_day ELSE anchor_event.last_day + 1
        END AS post_first_day,
        CASE
            WHEN kind.counts_anchor_day = 1 THEN anchor_event.last_day + kind.post_days - 1
            ELSE anchor_event.last_day + kind.post_days
        END AS whole_post_last_day,
        kind.monitored_days,
        anchor_event.first_day - kind.grouped_before_days AS grouped_from_day,
        anchor_event.first_day - kind.enrolled_before_days AS enrolled_from_day,
        person.death_day
    FROM anchor_event
    INNER JOIN ruled ON ruled.trigger_number = anchor_event.trigger_number
    INNER JOIN meant
        ON
            meant.person = anchor_event.person
            AND meant.claim = anchor_event.claim
            AND meant.claim_line_number = anchor_event.claim_line_number
            AND meant.admission = anchor_event.admission
            AND meant.first_day = anchor_event.first_day
            AND meant.type_number = ruled.type_number
            AND meant.precedence = ruled.precedence
    INNER JOIN episode_type_rule AS kind ON kind.type_number = ruled.type_number
    INNER JOIN person_key ON person_key.person = anchor_event.person
    LEFT JOIN person ON person.person_id = person_key.person_id
),
ended AS (
    SELECT
        dated.*,
        CASE
            WHEN dated.death_day IS NULL OR dated.death_day >= dated.whole_post_last_day THEN dated.whole_post_last_day
            WHEN dated.death_day < dated.post_first_day THEN dated.post_first_day
            ELSE dated.death_day
        END AS post_last_day
    FROM dated
),
placed AS (
    SELECT
        counted.person,
        CAST(
            sum(counted.candidates) OVER (
                ORDER BY person_key.person_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS BIGINT
        ) - counted.candidates AS candidates_before
    FROM (SELECT person, count(*) AS candidates FROM meant GROUP BY person) AS counted
    INNER JOIN person_key ON person_key.person = counted.person
),
numbered AS (
    SELECT
        ended.*,
        placed.candidates_before + row_number() OVER (
            PARTITION BY ended.person
            ORDER BY
                ended.first_day, ended.last_day, ended.priority, ended.episode_type, ended.claim_id,
                ended.data_source, ended.claim_line_number, ended.admission
        ) AS candidate
    FROM ended
    INNER JOIN placed ON placed.person = ended.person
),
covered AS (
    SELECT DISTINCT numbered.candidate
    FROM numbered
    INNER JOIN coverage_span AS span
        ON
            span.person_id = numbered.person_id
            AND span.first_day <= numbered.enrolled_from_day
            AND span.last_day >= numbered.post_last_day
),
renal AS (
    SELECT DISTINCT numbered.candidate
    FROM numbered
    INNER JOIN esrd_span
        ON
            esrd_span.person_id = numbered.person_id
            AND esrd_span.first_day <= numbered.post_last_day
            AND esrd_span.last_day >= numbered.enrolled_from_day
)
SELECT
    numbered.candidate,
    numbered.episode_type,
    numbered.setting,
    numbered.person_id,
    numbered.claim_id,
    numbered.data_source,
    numbered.claim_line_number,
    numbered.admission,
    numbered.code,
    numbered.first_day AS anchor_first_day,
    numbered.last_day AS anchor_last_day,
    numbered.post_first_day,
    numbered.post_last_day,
    CASE
        WHEN numbered.death_day IS NOT NULL AND numbered.death_day < numbered.post_last_day + numbered.monitored_days
            THEN CASE
                WHEN numbered.death_day < numbered.post_last_day THEN numbered.post_last_day ELSE numbered.death_day
            END
        ELSE numbered.post_last_day + numbered.monitored_days
    END AS monitored_to_day,
    numbered.grouped_from_day,
    numbered.priority,
    numbered.facility,
    numbered.attending_npi,
    numbered.billing_tin,
    CASE WHEN numbered.last_day BETWEEN $first_day AND $last_day THEN 1 ELSE 0 END AS in_period,
    CASE
        WHEN numbered.is_refused_facility = 1 THEN 'facility_excluded'
        WHEN numbered.needs_procedure = 1 AND numbered.needed_procedures = 0 THEN 'procedure_missing'
        WHEN numbered.refused_procedures > 0 THEN 'procedure_excluded'
        WHEN numbered.is_outranked = 1 THEN 'outranked'
        WHEN
            numbered.second_within_days > 0
            AND (
                numbered.next_day IS NULL OR numbered.next_day - numbered.first_day > numbered.second_within_days
            )
            THEN 'not_confirmed'
        WHEN numbered.last_day - numbered.first_day > numbered.longest_anchor_days THEN 'anchor_too_long'
        WHEN coalesce(index_exclusion.reason, '') = 'died' THEN 'died_in_anchor'
        WHEN numbered.death_day IS NOT NULL AND numbered.death_day <= numbered.last_day THEN 'died_in_anchor'
        WHEN $asks_for_coverage = 1 AND covered.candidate IS NULL THEN 'not_enrolled'
        WHEN renal.candidate IS NOT NULL THEN 'esrd'
        WHEN left_out.person_id IS NOT NULL THEN 'left_out'
        WHEN numbered.post_last_day > $data_through_day THEN 'not_over'
        ELSE ''
    END AS drop_reason
FROM numbered
LEFT JOIN covered ON covered.candidate = numbered.candidate
LEFT JOIN renal ON renal.candidate = numbered.candidate
LEFT JOIN episode_left_out_person AS left_out ON left_out.person_id = numbered.person_id
LEFT JOIN index_exclusion
    ON index_exclusion.discharge_disposition_code = numbered.discharge_disposition_code
