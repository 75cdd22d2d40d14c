-- Grain: one row a period, person, step of plurality and candidate, for steps at which an organization contends.
-- Inputs: attribution_contender, attribution_total, attribution_step, attribution_step_type
-- Columns: period VARCHAR, person_id VARCHAR, step INTEGER, candidate_kind VARCHAR, candidate_id VARCHAR,
--     contends INTEGER, allowed_cents BIGINT, visits BIGINT, last_date DATE, measure_amount BIGINT, tie_key_1 BIGINT,
--     tie_key_2 BIGINT, tie_key_3 BIGINT, rank BIGINT
-- Rule: what each candidate has of the services compared at the step, in the step's window. rank 1 has the most; ties
--     fall to the tie keys in order (a day as 20240131), then to the first identifier in order. contends: 1 if the
--     candidate is an organization that may be attributed the person.
WITH contested AS (
    SELECT DISTINCT period, step, person_id
    FROM attribution_contender
),
typed AS (
    SELECT
        total.period,
        total.person_id,
        step.step,
        step.measure,
        step.tie_1,
        step.tie_2,
        step.tie_3,
        total.candidate_kind,
        total.candidate_id,
        step_type.compared,
        step_type.tie_turn,
        CASE WHEN step.span = 'expanded' THEN total.expanded_allowed_cents ELSE total.allowed_cents END
            AS allowed_cents,
        CASE WHEN step.span = 'expanded' THEN total.expanded_visits ELSE total.visits END AS visits,
        CASE WHEN step.span = 'expanded' THEN total.expanded_last_date ELSE total.last_date END AS last_date
    FROM contested
    JOIN attribution_step AS step ON step.period = contested.period AND step.step = contested.step
    JOIN attribution_step_type AS step_type
        ON step_type.period = contested.period AND step_type.step = contested.step
    JOIN attribution_total AS total
        ON total.period = contested.period
        AND total.person_id = contested.person_id
        AND total.provider_type = step_type.provider_type
    WHERE total.candidate_kind = 'organization'
        OR (step.outside_competes = 1 AND total.candidate_kind NOT IN ('shared', 'unnamed'))
),
amount AS (
    SELECT
        typed.period, typed.person_id, typed.step, typed.measure, typed.tie_1, typed.tie_2, typed.tie_3,
        typed.candidate_kind, typed.candidate_id,
        CAST(sum(typed.compared * typed.allowed_cents) AS BIGINT) AS allowed_cents,
        CAST(sum(typed.compared * typed.visits) AS BIGINT) AS visits,
        max(CASE WHEN typed.compared = 1 THEN typed.last_date END) AS last_date,
        max(
            CASE
                WHEN typed.tie_turn = 1
                    THEN EXTRACT(year FROM typed.last_date) * 10000 + EXTRACT(month FROM typed.last_date) * 100
                        + EXTRACT(day FROM typed.last_date)
            END
        ) AS latest_service,
        max(
            CASE
                WHEN typed.tie_turn = 2
                    THEN EXTRACT(year FROM typed.last_date) * 10000 + EXTRACT(month FROM typed.last_date) * 100
                        + EXTRACT(day FROM typed.last_date)
            END
        ) AS latest_other_service
    FROM typed
    GROUP BY
        typed.period, typed.person_id, typed.step, typed.measure, typed.tie_1, typed.tie_2, typed.tie_3,
        typed.candidate_kind, typed.candidate_id
    HAVING sum(typed.compared * typed.visits) > 0
),
keyed AS (
    SELECT
        period, person_id, step, candidate_kind, candidate_id, allowed_cents, visits, last_date,
        CASE WHEN measure = 'visits' THEN visits ELSE allowed_cents END AS measure_amount,
        CAST(
            CASE tie_1
                WHEN 'latest_service' THEN coalesce(latest_service, 0)
                WHEN 'latest_other_service' THEN coalesce(latest_other_service, 0)
                WHEN 'visits' THEN visits
                WHEN 'allowed_amount' THEN allowed_cents
                ELSE 0
            END AS BIGINT
        ) AS tie_key_1,
        CAST(
            CASE tie_2
                WHEN 'latest_service' THEN coalesce(latest_service, 0)
                WHEN 'latest_other_service' THEN coalesce(latest_other_service, 0)
                WHEN 'visits' THEN visits
                WHEN 'allowed_amount' THEN allowed_cents
                ELSE 0
            END AS BIGINT
        ) AS tie_key_2,
        CAST(
            CASE tie_3
                WHEN 'latest_service' THEN coalesce(latest_service, 0)
                WHEN 'latest_other_service' THEN coalesce(latest_other_service, 0)
                WHEN 'visits' THEN visits
                WHEN 'allowed_amount' THEN allowed_cents
                ELSE 0
            END AS BIGINT
        ) AS tie_key_3
    FROM amount
)
SELECT
    keyed.period,
    keyed.person_id,
    keyed.step,
    keyed.candidate_kind,
    keyed.candidate_id,
    CASE WHEN contender.organization_id IS NULL THEN 0 ELSE 1 END AS contends,
    keyed.allowed_cents,
    keyed.visits,
    keyed.last_date,
    keyed.measure_amount,
    keyed.tie_key_1,
    keyed.tie_key_2,
    keyed.tie_key_3,
    row_number() OVER (
        PARTITION BY keyed.period, keyed.person_id, keyed.step
        ORDER BY
            keyed.measure_amount DESC, keyed.tie_key_1 DESC, keyed.tie_key_2 DESC, keyed.tie_key_3 DESC,
            keyed.candidate_id, keyed.candidate_kind
    ) AS rank
FROM keyed
LEFT JOIN attribution_contender AS contender
    ON contender.period = keyed.period
    AND contender.step = keyed.step
    AND contender.person_id = keyed.person_id
    AND contender.organization_id = keyed.candidate_id
    AND keyed.candidate_kind = 'organization'
