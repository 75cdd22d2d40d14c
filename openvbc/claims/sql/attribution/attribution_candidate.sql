-- Grain: one row a period, person, step of plurality and candidate, for steps at which an organization contends.
-- Inputs: attribution_contender, attribution_total, attribution_window, attribution_step, attribution_step_type,
--     billing_candidate
-- Columns: period_number INTEGER, person BIGINT, person_period BIGINT, step INTEGER, candidate BIGINT,
--     contends INTEGER, allowed_cents BIGINT, visits BIGINT, last_date DATE, measure_amount BIGINT,
--     tie_key_1 BIGINT, tie_key_2 BIGINT, tie_key_3 BIGINT, rank BIGINT
-- Rule: what each candidate has of the services compared at the step, in the step's window. rank 1 has the most; ties
--     fall to the tie keys in order (a day as 20240131), then to the first identifier in order, which is that of the
--     candidate's number. contends: 1 if the candidate is an organization that may be attributed the person.
WITH contested AS (
    SELECT DISTINCT person_period, step
    FROM attribution_contender
),
competing AS (
    SELECT candidate, max(CASE WHEN candidate_kind = 'organization' THEN 1 ELSE 0 END) AS is_organization
    FROM billing_candidate
    WHERE candidate_kind NOT IN ('shared', 'unnamed')
    GROUP BY candidate
),
rule AS (
    SELECT
        span.period_number, step_type.step, step_type.provider_type, step_type.compared, step_type.tie_turn, step.span,
        step.outside_competes
    FROM attribution_step_type AS step_type
    JOIN attribution_step AS step ON step.period = step_type.period AND step.step = step_type.step
    JOIN attribution_window AS span ON span.period = step_type.period
),
typed AS (
    SELECT
        total.period_number,
        total.person,
        total.person_period,
        rule.step,
        total.candidate,
        rule.compared,
        rule.tie_turn,
        CASE WHEN rule.span = 'expanded' THEN total.expanded_allowed_cents ELSE total.allowed_cents END
            AS allowed_cents,
        CASE WHEN rule.span = 'expanded' THEN total.expanded_visits ELSE total.visits END AS visits,
        CASE WHEN rule.span = 'expanded' THEN total.expanded_last_date ELSE total.last_date END AS last_date
    FROM attribution_total AS total
    JOIN (SELECT DISTINCT person_period FROM contested) AS met ON met.person_period = total.person_period
    JOIN competing ON competing.candidate = total.candidate
    JOIN rule ON rule.period_number = total.period_number AND rule.provider_type = total.provider_type
    JOIN contested ON contested.person_period = total.person_period AND contested.step = rule.step
    WHERE competing.is_organization = 1 OR rule.outside_competes = 1
),
amount AS (
    SELECT
        max(period_number) AS period_number,
        max(person) AS person,
        person_period,
        step,
        candidate,
        CAST(sum(typed.compared * typed.allowed_cents) AS BIGINT) AS allowed_cents,
        CAST(sum(typed.compared * typed.visits) AS BIGINT) AS visits,
        max(CASE WHEN compared = 1 THEN last_date END) AS last_date,
        max(CASE WHEN tie_turn = 1 THEN last_date END) AS latest_service,
        max(CASE WHEN tie_turn = 2 THEN last_date END) AS latest_other_service
    FROM typed
    GROUP BY person_period, step, candidate
    HAVING sum(typed.compared * typed.visits) > 0
),
told AS (
    SELECT
        amount.period_number,
        amount.person,
        amount.person_period,
        amount.step,
        amount.candidate,
        step.measure,
        step.tie_1,
        step.tie_2,
        step.tie_3,
        amount.allowed_cents,
        amount.visits,
        amount.last_date,
        coalesce(
            EXTRACT(year FROM amount.latest_service) * 10000 + EXTRACT(month FROM amount.latest_service) * 100
            + EXTRACT(day FROM amount.latest_service),
            0
        ) AS latest_service,
        coalesce(
            EXTRACT(year FROM amount.latest_other_service) * 10000
            + EXTRACT(month FROM amount.latest_other_service) * 100 + EXTRACT(day FROM amount.latest_other_service),
            0
        ) AS latest_other_service
    FROM amount
    JOIN attribution_window AS span ON span.period_number = amount.period_number
    JOIN attribution_step AS step ON step.period = span.period AND step.step = amount.step
),
keyed AS (
    SELECT
        period_number, person, person_period, step, candidate, allowed_cents, visits, last_date,
        CASE WHEN measure = 'visits' THEN visits ELSE allowed_cents END AS measure_amount,
        CAST(
            CASE tie_1
                WHEN 'latest_service' THEN latest_service
                WHEN 'latest_other_service' THEN latest_other_service
                WHEN 'visits' THEN visits
                WHEN 'allowed_amount' THEN allowed_cents
                ELSE 0
            END AS BIGINT
        ) AS tie_key_1,
        CAST(
            CASE tie_2
                WHEN 'latest_service' THEN latest_service
                WHEN 'latest_other_service' THEN latest_other_service
                WHEN 'visits' THEN visits
                WHEN 'allowed_amount' THEN allowed_cents
                ELSE 0
            END AS BIGINT
        ) AS tie_key_2,
        CAST(
            CASE tie_3
                WHEN 'latest_service' THEN latest_service
                WHEN 'latest_other_service' THEN latest_other_service
                WHEN 'visits' THEN visits
                WHEN 'allowed_amount' THEN allowed_cents
                ELSE 0
            END AS BIGINT
        ) AS tie_key_3
    FROM told
)
SELECT
    keyed.period_number,
    keyed.person,
    keyed.person_period,
    keyed.step,
    keyed.candidate,
    CASE WHEN contender.candidate IS NULL THEN 0 ELSE 1 END AS contends,
    keyed.allowed_cents,
    keyed.visits,
    keyed.last_date,
    keyed.measure_amount,
    keyed.tie_key_1,
    keyed.tie_key_2,
    keyed.tie_key_3,
    row_number() OVER (
        PARTITION BY keyed.person_period, keyed.step
        ORDER BY
            keyed.measure_amount DESC, keyed.tie_key_1 DESC, keyed.tie_key_2 DESC, keyed.tie_key_3 DESC,
            keyed.candidate
    ) AS rank
FROM keyed
LEFT JOIN attribution_contender AS contender
    ON contender.person_period = keyed.person_period
    AND contender.step = keyed.step
    AND contender.candidate = keyed.candidate
