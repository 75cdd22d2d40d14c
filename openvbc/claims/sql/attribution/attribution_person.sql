-- Grain: one row a period and person enrolled in a month of the period or of its assignment window.
-- Inputs: enrolled_run, attribution_window, attribution_exclusion, residence_state, other_initiative
-- Columns: period VARCHAR, person_id VARCHAR, window_months BIGINT, period_months BIGINT, months_a_and_b BIGINT,
--     months_a_or_b_only BIGINT, months_coverage_unstated BIGINT, medicare_advantage_months BIGINT,
--     months_medicare_advantage_unstated BIGINT, state VARCHAR, county_code VARCHAR, exclusion VARCHAR
-- Rule: months are those of the assignment window, but for period_months. Residence is that of the last enrolled month
--     of the window (of the period where the person has none in the window). exclusion: of the reasons that are chosen
--     and apply, the one whose turn comes first; '' if none.
WITH overlap AS (
    SELECT
        attribution_window.period,
        attribution_window.period_first_date,
        run.*,
        greatest(
            0,
            least(run.last_month, attribution_window.last_month)
            - greatest(run.first_month, attribution_window.first_month) + 1
        ) AS in_window,
        greatest(
            0,
            least(run.last_month, attribution_window.period_last_month)
            - greatest(run.first_month, attribution_window.period_first_month) + 1
        ) AS in_period
    FROM enrolled_run AS run
    JOIN attribution_window
        ON (run.first_month <= attribution_window.last_month AND run.last_month >= attribution_window.first_month)
        OR (
            run.first_month <= attribution_window.period_last_month
            AND run.last_month >= attribution_window.period_first_month
        )
),
facts AS (
    SELECT
        period,
        person_id,
        CAST(sum(in_window) AS BIGINT) AS window_months,
        CAST(sum(in_period) AS BIGINT) AS period_months,
        CAST(sum(CASE WHEN part_a = 1 AND part_b = 1 THEN in_window ELSE 0 END) AS BIGINT) AS months_a_and_b,
        CAST(sum(CASE WHEN part_a + part_b = 1 THEN in_window ELSE 0 END) AS BIGINT) AS months_a_or_b_only,
        CAST(sum(CASE WHEN part_a IS NULL OR part_b IS NULL THEN in_window ELSE 0 END) AS BIGINT)
            AS months_coverage_unstated,
        CAST(sum(CASE WHEN medicare_advantage = 1 THEN in_window ELSE 0 END) AS BIGINT) AS medicare_advantage_months,
        CAST(sum(CASE WHEN medicare_advantage IS NULL THEN in_window ELSE 0 END) AS BIGINT)
            AS months_medicare_advantage_unstated,
        max(CASE WHEN death_date < period_first_date THEN 1 ELSE 0 END) AS dead,
        max(CASE WHEN in_window > 0 THEN first_month ELSE 0 END) AS last_window_run,
        max(first_month) AS last_run
    FROM overlap
    GROUP BY period, person_id
),
resident AS (
    SELECT facts.*, run.state, run.county_code
    FROM facts
    JOIN enrolled_run AS run
        ON run.person_id = facts.person_id
        AND run.first_month = CASE WHEN facts.last_window_run > 0 THEN facts.last_window_run ELSE facts.last_run END
),
flagged AS (
    SELECT period, person_id, 'died_before_period' AS reason FROM resident WHERE dead = 1
    UNION ALL
    SELECT period, person_id, 'not_enrolled_in_period' FROM resident WHERE period_months = 0
    UNION ALL
    SELECT period, person_id, 'no_month_with_part_a_and_b' FROM resident WHERE months_a_and_b = 0
    UNION ALL
    SELECT period, person_id, 'month_with_part_a_or_b_only' FROM resident WHERE months_a_or_b_only > 0
    UNION ALL
    SELECT period, person_id, 'medicare_advantage_month' FROM resident WHERE medicare_advantage_months > 0
    UNION ALL
    SELECT resident.period, resident.person_id, 'lives_outside'
    FROM resident
    LEFT JOIN residence_state ON residence_state.state = resident.state
    WHERE residence_state.state IS NULL
    UNION ALL
    SELECT period, person_id, 'other_initiative' FROM other_initiative
),
first_turn AS (
    SELECT flagged.period, flagged.person_id, min(attribution_exclusion.turn) AS turn
    FROM flagged
    JOIN attribution_exclusion ON attribution_exclusion.reason = flagged.reason
    GROUP BY flagged.period, flagged.person_id
)
SELECT
    resident.period,
    resident.person_id,
    resident.window_months,
    resident.period_months,
    resident.months_a_and_b,
    resident.months_a_or_b_only,
    resident.months_coverage_unstated,
    resident.medicare_advantage_months,
    resident.months_medicare_advantage_unstated,
    resident.state,
    resident.county_code,
    coalesce(attribution_exclusion.reason, '') AS exclusion
FROM resident
LEFT JOIN first_turn ON first_turn.period = resident.period AND first_turn.person_id = resident.person_id
LEFT JOIN attribution_exclusion ON attribution_exclusion.turn = first_turn.turn
