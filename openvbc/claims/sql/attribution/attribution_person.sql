-- Grain: one row a period and person enrolled in a month of the period or of its assignment window.
-- Inputs: enrolled_run, person_key, attribution_window, attribution_exclusion, residence_state, other_initiative
-- Columns: period_number INTEGER, person BIGINT, period VARCHAR, person_id VARCHAR, months_coverage_unstated BIGINT,
--     months_medicare_advantage_unstated BIGINT, state VARCHAR, county_code VARCHAR, exclusion VARCHAR
-- Rule: months are those of the assignment window, but for whether the person is enrolled in the period. Residence is
--     that of the last enrolled month of the window (of the period where the person has none in the window). exclusion:
--     of the reasons that are chosen and apply, the one whose turn comes first; '' if none.
WITH run AS (
    SELECT
        person_key.person,
        enrolled.first_month,
        enrolled.last_month,
        enrolled.part_a,
        enrolled.part_b,
        enrolled.medicare_advantage,
        enrolled.death_date,
        person_key.person_id,
        enrolled.state,
        enrolled.county_code
    FROM enrolled_run AS enrolled
    JOIN person_key ON person_key.person = enrolled.person
),
overlap AS (
    SELECT
        span.period_number,
        span.period_first_date,
        run.*,
        greatest(
            0, least(run.last_month, span.last_month) - greatest(run.first_month, span.first_month) + 1
        ) AS in_window,
        greatest(
            0, least(run.last_month, span.period_last_month) - greatest(run.first_month, span.period_first_month) + 1
        ) AS in_period
    FROM run
    JOIN attribution_window AS span
        ON run.first_month <= greatest(span.last_month, span.period_last_month)
        AND run.last_month >= least(span.first_month, span.period_first_month)
),
facts AS (
    SELECT
        period_number,
        person,
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
    WHERE in_window + in_period > 0
    GROUP BY period_number, person
),
resident AS (
    SELECT
        facts.*,
        run.person_id,
        run.state,
        run.county_code,
        CASE WHEN home.state IS NULL THEN 1 ELSE 0 END AS outside,
        CASE WHEN had.person_id IS NULL THEN 0 ELSE 1 END AS elsewhere,
        span.period
    FROM facts
    JOIN attribution_window AS span ON span.period_number = facts.period_number
    JOIN run
        ON run.person = facts.person
        AND run.first_month = CASE WHEN facts.last_window_run > 0 THEN facts.last_window_run ELSE facts.last_run END
    LEFT JOIN (SELECT DISTINCT state FROM residence_state) AS home ON home.state = run.state
    LEFT JOIN (SELECT DISTINCT period, person_id FROM other_initiative) AS had
        ON had.period = span.period AND had.person_id = run.person_id
),
chosen AS (
    SELECT
        coalesce(max(turn), 0) + 1 AS no_turn,
        min(CASE WHEN reason = 'died_before_period' THEN turn END) AS dead_turn,
        min(CASE WHEN reason = 'not_enrolled_in_period' THEN turn END) AS not_enrolled_turn,
        min(CASE WHEN reason = 'no_month_with_part_a_and_b' THEN turn END) AS no_a_and_b_turn,
        min(CASE WHEN reason = 'month_with_part_a_or_b_only' THEN turn END) AS a_or_b_turn,
        min(CASE WHEN reason = 'medicare_advantage_month' THEN turn END) AS medicare_advantage_turn,
        min(CASE WHEN reason = 'lives_outside' THEN turn END) AS outside_turn,
        min(CASE WHEN reason = 'other_initiative' THEN turn END) AS elsewhere_turn
    FROM attribution_exclusion
),
turned AS (
    SELECT
        resident.*,
        least(
            coalesce(CASE WHEN resident.dead = 1 THEN chosen.dead_turn END, chosen.no_turn),
            coalesce(CASE WHEN resident.period_months = 0 THEN chosen.not_enrolled_turn END, chosen.no_turn),
            coalesce(CASE WHEN resident.months_a_and_b = 0 THEN chosen.no_a_and_b_turn END, chosen.no_turn),
            coalesce(CASE WHEN resident.months_a_or_b_only > 0 THEN chosen.a_or_b_turn END, chosen.no_turn),
            coalesce(
                CASE WHEN resident.medicare_advantage_months > 0 THEN chosen.medicare_advantage_turn END,
                chosen.no_turn
            ),
            coalesce(CASE WHEN resident.outside = 1 THEN chosen.outside_turn END, chosen.no_turn),
            coalesce(CASE WHEN resident.elsewhere = 1 THEN chosen.elsewhere_turn END, chosen.no_turn)
        ) AS turn
    FROM resident
    CROSS JOIN chosen
)
SELECT
    turned.period_number,
    turned.person,
    turned.period,
    turned.person_id,
    turned.months_coverage_unstated,
    turned.months_medicare_advantage_unstated,
    turned.state,
    turned.county_code,
    coalesce(attribution_exclusion.reason, '') AS exclusion
FROM turned
LEFT JOIN attribution_exclusion ON attribution_exclusion.turn = turned.turn
