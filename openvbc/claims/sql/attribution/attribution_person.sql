-- Grain: one row a period and person enrolled in a month of the period or of its assignment window.
-- Inputs: enrolled_run, enrollment_combination, person_key, attribution_window, attribution_exclusion,
--     residence_state, other_initiative
-- Columns: period_number INTEGER, person BIGINT, person_period BIGINT, months_coverage_unstated BIGINT,
--     months_medicare_advantage_unstated BIGINT, home INTEGER, exclusion INTEGER, services_count INTEGER
-- Rule: months are those of the assignment window, but for whether the person is enrolled in the period. home: the
--     combination that says where the person lives, in the last enrolled month of the window (of the period where the
--     person has none in the window). exclusion: of the reasons that are chosen and apply, the one whose turn comes
--     first; 0 if none. services_count: 1 if the person is not left out, or only because another initiative has the
--     person. person_period: the number that stands for both, person * periods + period_number.
WITH overlap AS (
    SELECT
        span.period_number,
        span.periods,
        span.period_first_date,
        run.person,
        run.first_month,
        -- Of the numbers of a person, the greatest is that of the last run; its last 31 bits are the combination.
        CAST(run.first_month AS BIGINT) * 2147483648 + run.combination_number AS home,
        run.part_a,
        run.part_b,
        run.medicare_advantage,
        run.death_date,
        greatest(
            0, least(run.last_month, span.last_month) - greatest(run.first_month, span.first_month) + 1
        ) AS in_window,
        greatest(
            0, least(run.last_month, span.period_last_month) - greatest(run.first_month, span.period_first_month) + 1
        ) AS in_period
    FROM enrolled_run AS run
    JOIN attribution_window AS span
        ON run.first_month <= greatest(span.last_month, span.period_last_month)
        AND run.last_month >= least(span.first_month, span.period_first_month)
),
facts AS (
    SELECT
        period_number,
        person,
        max(periods) AS periods,
        CAST(sum(in_period) AS BIGINT) AS period_months,
        CAST(sum(CASE WHEN part_a = 1 AND part_b = 1 THEN in_window ELSE 0 END) AS BIGINT) AS months_a_and_b,
        CAST(sum(CASE WHEN part_a + part_b = 1 THEN in_window ELSE 0 END) AS BIGINT) AS months_a_or_b_only,
        CAST(sum(CASE WHEN part_a IS NULL OR part_b IS NULL THEN in_window ELSE 0 END) AS BIGINT)
            AS months_coverage_unstated,
        CAST(sum(CASE WHEN medicare_advantage = 1 THEN in_window ELSE 0 END) AS BIGINT) AS medicare_advantage_months,
        CAST(sum(CASE WHEN medicare_advantage IS NULL THEN in_window ELSE 0 END) AS BIGINT)
            AS months_medicare_advantage_unstated,
        max(CASE WHEN death_date < period_first_date THEN 1 ELSE 0 END) AS dead,
        coalesce(max(CASE WHEN in_window > 0 THEN home END), max(home)) & 2147483647 AS home
    FROM overlap
    WHERE in_window + in_period > 0
    GROUP BY period_number, person
),
place AS (
    SELECT said.combination_number, CASE WHEN inside.state IS NULL THEN 1 ELSE 0 END AS outside
    FROM enrollment_combination AS said
    LEFT JOIN (SELECT DISTINCT state FROM residence_state) AS inside ON inside.state = said.state
),
elsewhere AS (
    SELECT DISTINCT span.period_number, person_key.person
    FROM other_initiative
    JOIN attribution_window AS span ON span.period = other_initiative.period
    JOIN person_key ON person_key.person_id = other_initiative.person_id
),
-- Reasons that are not chosen have the turn after the last.
chosen AS (
    SELECT
        coalesce(max(turn), 0) + 1 AS no_turn,
        coalesce(min(CASE WHEN reason = 'died_before_period' THEN turn END), max(turn) + 1, 1) AS dead_turn,
        coalesce(min(CASE WHEN reason = 'not_enrolled_in_period' THEN turn END), max(turn) + 1, 1) AS not_enrolled_turn,
        coalesce(min(CASE WHEN reason = 'no_month_with_part_a_and_b' THEN turn END), max(turn) + 1, 1)
            AS no_a_and_b_turn,
        coalesce(min(CASE WHEN reason = 'month_with_part_a_or_b_only' THEN turn END), max(turn) + 1, 1) AS a_or_b_turn,
        coalesce(min(CASE WHEN reason = 'medicare_advantage_month' THEN turn END), max(turn) + 1, 1)
            AS medicare_advantage_turn,
        coalesce(min(CASE WHEN reason = 'lives_outside' THEN turn END), max(turn) + 1, 1) AS outside_turn,
        coalesce(min(CASE WHEN reason = 'other_initiative' THEN turn END), max(turn) + 1, 1) AS elsewhere_turn
    FROM attribution_exclusion
),
turned AS (
    SELECT
        facts.*,
        chosen.no_turn,
        chosen.elsewhere_turn,
        least(
            CASE WHEN facts.dead = 1 THEN chosen.dead_turn ELSE chosen.no_turn END,
            CASE WHEN facts.period_months = 0 THEN chosen.not_enrolled_turn ELSE chosen.no_turn END,
            CASE WHEN facts.months_a_and_b = 0 THEN chosen.no_a_and_b_turn ELSE chosen.no_turn END,
            CASE WHEN facts.months_a_or_b_only > 0 THEN chosen.a_or_b_turn ELSE chosen.no_turn END,
            CASE WHEN facts.medicare_advantage_months > 0 THEN chosen.medicare_advantage_turn ELSE chosen.no_turn END,
            CASE WHEN place.outside = 1 THEN chosen.outside_turn ELSE chosen.no_turn END,
            CASE WHEN elsewhere.person IS NOT NULL THEN chosen.elsewhere_turn ELSE chosen.no_turn END
        ) AS turn
    FROM facts
    JOIN place ON place.combination_number = facts.home
    CROSS JOIN chosen
    LEFT JOIN elsewhere ON elsewhere.person = facts.person AND elsewhere.period_number = facts.period_number
)
SELECT
    period_number,
    person,
    person * periods + period_number AS person_period,
    months_coverage_unstated,
    months_medicare_advantage_unstated,
    CAST(home AS INTEGER) AS home,
    CAST(CASE WHEN turn = no_turn THEN 0 ELSE turn END AS INTEGER) AS exclusion,
    CAST(CASE WHEN turn = no_turn OR turn = elsewhere_turn THEN 1 ELSE 0 END AS INTEGER) AS services_count
FROM turned
