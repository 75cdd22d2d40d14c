-- Grain: one row a period and person enrolled in the period or its assignment window.
-- Inputs: attribution_person, attribution_window, attribution_exclusion, attribution_step, attribution_designation,
--     attribution_area, attribution_candidate, attribution_total, billing_candidate,
--     enrollment_combination, person_key, period_key
-- Columns: period VARCHAR, person_id VARCHAR, organization_id VARCHAR, reason VARCHAR, step INTEGER,
--     step_name VARCHAR, measure VARCHAR, candidate_kind VARCHAR, candidate_id VARCHAR, allowed_cents BIGINT,
--     visits BIGINT, last_date DATE, runner_up_kind VARCHAR, runner_up_id VARCHAR, runner_up_allowed_cents BIGINT,
--     runner_up_visits BIGINT, margin BIGINT, decided_by VARCHAR, period_number INTEGER, person BIGINT
-- Rule: the first step that decides holds. reason: how the person came to the organization, or why to none. The
--     candidate is who had the most at the step (of those to nobody: at the first step at which an organization
--     contended), the runner-up who came next; margin: by how much, in cents or visits. decided_by: measure, the tie
--     key or identifier; only_candidate if nobody came next. step 0 if no step decided. period_number is that of
--     period_key, NULL of a period that is only looked back upon.
WITH rule AS (
    SELECT
        span.period_number,
        span.period,
        max(CASE WHEN step.rule = 'plurality' THEN 1 ELSE 0 END) AS plurality,
        max(CASE WHEN step.rule = 'geographic' THEN 1 ELSE 0 END) AS geographic,
        max(step.step) + 1 AS no_step
    FROM attribution_step AS step
    JOIN attribution_window AS span ON span.period = step.period
    GROUP BY span.period_number, span.period
),
designated AS (
    SELECT designation.person_period, min(designation.step) AS step
    FROM attribution_designation AS designation
    JOIN attribution_step AS step ON step.period = designation.period AND step.step = designation.step
    WHERE designation.outcome <> 'outside' OR step.elsewhere_blocks = 1
    GROUP BY designation.person_period
),
resident AS (
    SELECT person.person_period, area.step, area.organization_id
    FROM attribution_area AS area
    JOIN attribution_window AS span ON span.period = area.period
    JOIN enrollment_combination AS home ON home.state = area.state AND area.county_code IN ('*', home.county_code)
    JOIN attribution_person AS person
        ON person.period_number = span.period_number
        AND person.home = home.combination_number
    QUALIFY row_number() OVER (
        PARTITION BY person.person_period ORDER BY area.step, area.organization_id
    ) = 1
),
contest AS (
    SELECT
        candidate.person_period,
        min(candidate.step) AS step,
        min(
            CASE WHEN candidate.contends = 1 AND candidate.visits >= step.minimum_visits THEN candidate.step END
        ) AS decided_step
    FROM attribution_candidate AS candidate
    JOIN attribution_window AS span ON span.period_number = candidate.period_number
    JOIN attribution_step AS step ON step.period = span.period AND step.step = candidate.step
    WHERE candidate.rank = 1
    GROUP BY candidate.person_period
),
-- Who has the most and who comes next, at the step that services decide; where they decide none, at the first.
compared AS (
    SELECT
        best.person_period,
        best.step,
        best.candidate,
        best.contends,
        best.allowed_cents,
        best.visits,
        best.last_date,
        second.candidate AS second_candidate,
        coalesce(second.allowed_cents, 0) AS second_allowed_cents,
        coalesce(second.visits, 0) AS second_visits,
        best.measure_amount - coalesce(second.measure_amount, 0) AS margin,
        CASE
            WHEN second.candidate IS NULL THEN 0
            WHEN best.measure_amount > second.measure_amount THEN 1
            WHEN best.tie_key_1 > second.tie_key_1 THEN 2
            WHEN best.tie_key_2 > second.tie_key_2 THEN 3
            WHEN best.tie_key_3 > second.tie_key_3 THEN 4
            ELSE 5
        END AS decided_by
    FROM contest
    JOIN attribution_candidate AS best
        ON best.person_period = contest.person_period
        AND best.step = coalesce(contest.decided_step, contest.step)
        AND best.rank = 1
    LEFT JOIN attribution_candidate AS second
        ON second.person_period = best.person_period
        AND second.step = best.step
        AND second.rank = 2
),
served AS (
    SELECT DISTINCT person_period
    FROM attribution_total
    WHERE visits > 0
),
decided AS (
    SELECT
        person.period_number,
        person.person,
        person.person_period,
        person.exclusion,
        rule.period,
        rule.plurality,
        rule.geographic,
        rule.no_step,
        resident.step AS resident_step,
        resident.organization_id AS resident_organization_id,
        contest.decided_step,
        CASE
            WHEN person.exclusion <> 0 THEN rule.no_step
            ELSE least(
                coalesce(designated.step, rule.no_step),
                coalesce(resident.step, rule.no_step),
                coalesce(contest.decided_step, rule.no_step)
            )
        END AS first_step
    FROM attribution_person AS person
    JOIN rule ON rule.period_number = person.period_number
    LEFT JOIN designated ON designated.person_period = person.person_period
    LEFT JOIN resident ON resident.person_period = person.person_period
    LEFT JOIN contest ON contest.person_period = person.person_period
),
shown AS (
    SELECT
        decided.*,
        CASE WHEN first_step = no_step THEN 0 ELSE first_step END AS step,
        CASE WHEN exclusion = 0 AND (first_step = no_step OR first_step = decided_step) THEN person_period END
            AS person_compared
    FROM decided
)
SELECT
    shown.period,
    person_key.person_id,
    CASE
        WHEN shown.step = 0 THEN ''
        WHEN shown.step = shown.decided_step THEN best.candidate_id
        WHEN shown.step = shown.resident_step THEN shown.resident_organization_id
        ELSE designation.organization_id
    END AS organization_id,
    CASE
        WHEN shown.exclusion <> 0 THEN excluded.reason
        WHEN shown.step <> 0 AND shown.step = shown.decided_step THEN 'plurality'
        WHEN shown.step <> 0 AND shown.step = shown.resident_step THEN 'geographic'
        WHEN designation.outcome = 'organization' THEN deciding.rule
        WHEN designation.outcome = 'unclear' THEN 'designation_unclear'
        WHEN shown.step <> 0 THEN 'designated_elsewhere'
        WHEN best.candidate_kind = 'organization' AND compared.contends = 0 THEN 'organization_lacks_required_service'
        WHEN best.candidate_kind = 'organization' THEN 'too_few_visits'
        WHEN compared.candidate IS NOT NULL THEN 'other_provider_had_more'
        WHEN shown.plurality = 1 AND served.person_period IS NOT NULL THEN 'no_required_service_at_organization'
        WHEN shown.plurality = 1 THEN 'no_qualifying_service'
        WHEN shown.geographic = 1 THEN 'lives_outside_area'
        ELSE 'not_designated'
    END AS reason,
    CAST(shown.step AS INTEGER) AS step,
    coalesce(deciding.step_name, '') AS step_name,
    coalesce(contested.measure, '') AS measure,
    coalesce(best.candidate_kind, '') AS candidate_kind,
    coalesce(best.candidate_id, '') AS candidate_id,
    coalesce(compared.allowed_cents, 0) AS allowed_cents,
    coalesce(compared.visits, 0) AS visits,
    compared.last_date,
    coalesce(second.candidate_kind, '') AS runner_up_kind,
    coalesce(second.candidate_id, '') AS runner_up_id,
    coalesce(compared.second_allowed_cents, 0) AS runner_up_allowed_cents,
    coalesce(compared.second_visits, 0) AS runner_up_visits,
    coalesce(compared.margin, 0) AS margin,
    CASE compared.decided_by
        WHEN 0 THEN 'only_candidate'
        WHEN 1 THEN 'measure'
        WHEN 2 THEN contested.tie_1
        WHEN 3 THEN contested.tie_2
        WHEN 4 THEN contested.tie_3
        WHEN 5 THEN 'identifier'
        ELSE ''
    END AS decided_by,
    period_key.period_number,
    shown.person
FROM shown
JOIN person_key ON person_key.person = shown.person
LEFT JOIN period_key ON period_key.period = shown.period
LEFT JOIN attribution_exclusion AS excluded ON excluded.turn = shown.exclusion
LEFT JOIN attribution_designation AS designation
    ON designation.person_period = shown.person_period
    AND designation.step = shown.step
LEFT JOIN compared ON compared.person_period = shown.person_compared
LEFT JOIN served
    ON served.person_period = CASE WHEN shown.step = 0 AND compared.candidate IS NULL THEN shown.person_period END
LEFT JOIN attribution_step AS deciding ON deciding.period = shown.period AND deciding.step = shown.step
LEFT JOIN attribution_step AS contested ON contested.period = shown.period AND contested.step = compared.step
LEFT JOIN (SELECT DISTINCT candidate, candidate_kind, candidate_id FROM billing_candidate) AS best
    ON best.candidate = compared.candidate
LEFT JOIN (SELECT DISTINCT candidate, candidate_kind, candidate_id FROM billing_candidate) AS second
    ON second.candidate = compared.second_candidate
