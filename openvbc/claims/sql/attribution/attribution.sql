-- Grain: one row a period and person enrolled in the period or its assignment window.
-- Inputs: attribution_person, attribution_step, attribution_designation, attribution_area, attribution_candidate,
--     attribution_total, period_key
-- Columns: period VARCHAR, person_id VARCHAR, organization_id VARCHAR, reason VARCHAR, step INTEGER,
--     step_name VARCHAR, measure VARCHAR, candidate_kind VARCHAR, candidate_id VARCHAR, allowed_cents BIGINT,
--     visits BIGINT, last_date DATE, runner_up_kind VARCHAR, runner_up_id VARCHAR, runner_up_allowed_cents BIGINT,
--     runner_up_visits BIGINT, margin BIGINT, decided_by VARCHAR, period_number INTEGER, person BIGINT
-- Rule: the first step that decides holds. reason: how the person came to the organization, or why to none. The
--     candidate is who had the most at the step (of those to nobody: at the first step at which an organization
--     contended), the runner-up who came next; margin: by how much, in cents or visits. decided_by: measure, the tie
--     key or identifier; only_candidate if nobody came next. step 0 if no step decided. period_number is that of
--     period_key, NULL of a period that is only looked back upon.
WITH decision AS (
    SELECT
        person.period_number, person.person, designation.step, designation.organization_id,
        CASE designation.outcome
            WHEN 'organization' THEN step.rule
            WHEN 'unclear' THEN 'designation_unclear'
            ELSE 'designated_elsewhere'
        END AS reason
    FROM attribution_designation AS designation
    JOIN attribution_step AS step ON step.period = designation.period AND step.step = designation.step
    JOIN attribution_person AS person
        ON person.period = designation.period AND person.person_id = designation.person_id
    WHERE designation.outcome <> 'outside' OR step.elsewhere_blocks = 1
    UNION ALL
    SELECT person.period_number, person.person, area.step, area.organization_id, 'geographic' AS reason
    FROM attribution_person AS person
    JOIN attribution_area AS area
        ON area.period = person.period
        AND area.state = person.state
        AND area.county_code IN ('*', person.county_code)
    UNION ALL
    SELECT best.period_number, best.person, best.step, best.candidate_id AS organization_id, 'plurality' AS reason
    FROM attribution_candidate AS best
    JOIN attribution_step AS step ON step.period = best.period AND step.step = best.step
    WHERE best.rank = 1 AND best.contends = 1 AND best.visits >= step.minimum_visits
),
first_decision AS (
    SELECT decision.period_number, decision.person, decision.step, decision.organization_id, decision.reason
    FROM decision
    QUALIFY row_number() OVER (
        PARTITION BY decision.period_number, decision.person ORDER BY decision.step, decision.organization_id
    ) = 1
),
contest AS (
    SELECT period_number, person, min(step) AS step
    FROM attribution_candidate
    GROUP BY period_number, person
),
served AS (
    SELECT DISTINCT period_number, person
    FROM attribution_total
    WHERE visits > 0
),
method AS (
    SELECT
        period,
        max(CASE WHEN rule = 'plurality' THEN 1 ELSE 0 END) AS plurality,
        max(CASE WHEN rule = 'geographic' THEN 1 ELSE 0 END) AS geographic
    FROM attribution_step
    GROUP BY period
),
shown AS (
    SELECT
        person.period_number,
        person.person,
        person.period,
        person.person_id,
        person.exclusion,
        CASE WHEN person.exclusion = '' THEN coalesce(first_decision.organization_id, '') ELSE '' END
            AS organization_id,
        CASE WHEN person.exclusion = '' THEN first_decision.reason END AS decided,
        CASE WHEN person.exclusion = '' THEN coalesce(first_decision.step, 0) ELSE 0 END AS step,
        CASE
            WHEN person.exclusion <> '' THEN 0
            WHEN first_decision.reason = 'plurality' THEN first_decision.step
            WHEN first_decision.reason IS NULL THEN coalesce(contest.step, 0)
            ELSE 0
        END AS contest_step
    FROM attribution_person AS person
    LEFT JOIN first_decision
        ON first_decision.period_number = person.period_number AND first_decision.person = person.person
    LEFT JOIN contest ON contest.period_number = person.period_number AND contest.person = person.person
)
SELECT
    shown.period,
    shown.person_id,
    shown.organization_id,
    CASE
        WHEN shown.exclusion <> '' THEN shown.exclusion
        WHEN shown.decided IS NOT NULL THEN shown.decided
        WHEN best.candidate_kind = 'organization' AND best.contends = 0 THEN 'organization_lacks_required_service'
        WHEN best.candidate_kind = 'organization' THEN 'too_few_visits'
        WHEN best.candidate_kind IS NOT NULL THEN 'other_provider_had_more'
        WHEN method.plurality = 1 AND served.person IS NOT NULL THEN 'no_required_service_at_organization'
        WHEN method.plurality = 1 THEN 'no_qualifying_service'
        WHEN method.geographic = 1 THEN 'lives_outside_area'
        ELSE 'not_designated'
    END AS reason,
    CAST(shown.step AS INTEGER) AS step,
    coalesce(deciding.step_name, '') AS step_name,
    coalesce(contested.measure, '') AS measure,
    coalesce(best.candidate_kind, '') AS candidate_kind,
    coalesce(best.candidate_id, '') AS candidate_id,
    coalesce(best.allowed_cents, 0) AS allowed_cents,
    coalesce(best.visits, 0) AS visits,
    best.last_date,
    coalesce(second.candidate_kind, '') AS runner_up_kind,
    coalesce(second.candidate_id, '') AS runner_up_id,
    coalesce(second.allowed_cents, 0) AS runner_up_allowed_cents,
    coalesce(second.visits, 0) AS runner_up_visits,
    coalesce(best.measure_amount, 0) - coalesce(second.measure_amount, 0) AS margin,
    CASE
        WHEN best.candidate_kind IS NULL THEN ''
        WHEN second.candidate_kind IS NULL THEN 'only_candidate'
        WHEN best.measure_amount > second.measure_amount THEN 'measure'
        WHEN best.tie_key_1 > second.tie_key_1 THEN contested.tie_1
        WHEN best.tie_key_2 > second.tie_key_2 THEN contested.tie_2
        WHEN best.tie_key_3 > second.tie_key_3 THEN contested.tie_3
        ELSE 'identifier'
    END AS decided_by,
    period_key.period_number,
    shown.person
FROM shown
LEFT JOIN period_key ON period_key.period = shown.period
JOIN method ON method.period = shown.period
LEFT JOIN served ON served.period_number = shown.period_number AND served.person = shown.person
LEFT JOIN attribution_step AS deciding ON deciding.period = shown.period AND deciding.step = shown.step
LEFT JOIN attribution_step AS contested ON contested.period = shown.period AND contested.step = shown.contest_step
LEFT JOIN attribution_candidate AS best
    ON best.period_number = shown.period_number
    AND best.person = shown.person
    AND best.step = shown.contest_step
    AND best.rank = 1
LEFT JOIN attribution_candidate AS second
    ON second.period_number = shown.period_number
    AND second.person = shown.person
    AND second.step = shown.contest_step
    AND second.rank = 2
