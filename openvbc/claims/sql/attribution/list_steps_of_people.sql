-- Grain: one row a person who stands in the table population_person and step of plurality of the period.
-- Inputs: attribution_total, attribution_window, attribution_gate, attribution_step, attribution_step_type,
--     billing_candidate, person_key, population_person; $period, $organization_id
-- Columns: person_id VARCHAR, step INTEGER, step_name VARCHAR, measure VARCHAR, closed BIGINT, candidate_kind VARCHAR,
--     candidate_id VARCHAR, allowed_cents BIGINT, visits BIGINT, own_allowed_cents BIGINT, own_visits BIGINT
-- Rule: closed: how many gates of the step, beside the first (a compared service at the organization), do not hold for
--     the person and the organization. candidate: who has most of the services that are compared, whoever it is; '' for
--     nobody. own_...: what the organization has of them.
WITH listed AS (
    SELECT DISTINCT person_id
    FROM population_person
    WHERE period = $period
),
total AS (
    SELECT
        listed.person_id,
        candidate.candidate_kind,
        candidate.candidate_id,
        attribution_total.provider_type,
        attribution_total.allowed_cents,
        attribution_total.visits,
        attribution_total.expanded_allowed_cents,
        attribution_total.expanded_visits
    FROM attribution_total
    JOIN attribution_window ON attribution_window.period_number = attribution_total.period_number
    JOIN person_key ON person_key.person = attribution_total.person
    JOIN listed ON listed.person_id = person_key.person_id
    JOIN (SELECT DISTINCT candidate, candidate_kind, candidate_id FROM billing_candidate) AS candidate
        ON candidate.candidate = attribution_total.candidate
    WHERE attribution_window.period = $period AND candidate.candidate_kind NOT IN ('shared', 'unnamed')
),
further_gate AS (
    SELECT DISTINCT step, gate, of_organization, at_least, wanted
    FROM attribution_gate
    WHERE period = $period AND gate > 1
),
reached AS (
    SELECT
        total.person_id,
        attribution_gate.step,
        attribution_gate.gate,
        sum(CASE WHEN attribution_gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END) AS visits
    FROM attribution_gate
    JOIN total
        ON total.provider_type = attribution_gate.provider_type
        AND (
            attribution_gate.of_organization = 0
            OR (total.candidate_kind = 'organization' AND total.candidate_id = $organization_id)
        )
    WHERE attribution_gate.period = $period AND attribution_gate.gate > 1
    GROUP BY total.person_id, attribution_gate.step, attribution_gate.gate
),
closed_gate AS (
    SELECT listed.person_id, further_gate.step, count(*) AS closed
    FROM listed
    CROSS JOIN further_gate
    LEFT JOIN reached
        ON reached.person_id = listed.person_id
        AND reached.step = further_gate.step
        AND reached.gate = further_gate.gate
    WHERE CASE WHEN coalesce(reached.visits, 0) >= further_gate.at_least THEN 1 ELSE 0 END <> further_gate.wanted
    GROUP BY listed.person_id, further_gate.step
),
compared AS (
    SELECT
        total.person_id,
        attribution_step.step,
        attribution_step.measure,
        total.candidate_kind,
        total.candidate_id,
        CAST(sum(CASE WHEN attribution_step.span = 'expanded' THEN total.expanded_allowed_cents
            ELSE total.allowed_cents END) AS BIGINT) AS allowed_cents,
        CAST(sum(CASE WHEN attribution_step.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
            AS BIGINT) AS visits
    FROM total
    JOIN attribution_step_type
        ON attribution_step_type.period = $period
        AND attribution_step_type.provider_type = total.provider_type
        AND attribution_step_type.compared = 1
    JOIN attribution_step
        ON attribution_step.period = $period AND attribution_step.step = attribution_step_type.step
    WHERE total.candidate_kind = 'organization' OR attribution_step.outside_competes = 1
    GROUP BY total.person_id, attribution_step.step, attribution_step.measure, total.candidate_kind, total.candidate_id
    HAVING sum(CASE WHEN attribution_step.span = 'expanded' THEN total.expanded_visits ELSE total.visits END) > 0
),
best AS (
    SELECT *
    FROM (
        SELECT
            person_id, step, candidate_kind, candidate_id, allowed_cents, visits,
            row_number() OVER (
                PARTITION BY person_id, step
                ORDER BY
                    CASE WHEN measure = 'visits' THEN visits ELSE allowed_cents END DESC, candidate_id, candidate_kind
            ) AS place
        FROM compared
    ) AS ordered
    WHERE place = 1
)
SELECT
    listed.person_id,
    attribution_step.step,
    attribution_step.step_name,
    attribution_step.measure,
    coalesce(closed_gate.closed, 0) AS closed,
    coalesce(best.candidate_kind, '') AS candidate_kind,
    coalesce(best.candidate_id, '') AS candidate_id,
    coalesce(best.allowed_cents, 0) AS allowed_cents,
    coalesce(best.visits, 0) AS visits,
    coalesce(own.allowed_cents, 0) AS own_allowed_cents,
    coalesce(own.visits, 0) AS own_visits
FROM listed
CROSS JOIN attribution_step
LEFT JOIN closed_gate ON closed_gate.person_id = listed.person_id AND closed_gate.step = attribution_step.step
LEFT JOIN best ON best.person_id = listed.person_id AND best.step = attribution_step.step
LEFT JOIN compared AS own
    ON own.person_id = listed.person_id
    AND own.step = attribution_step.step
    AND own.candidate_kind = 'organization'
    AND own.candidate_id = $organization_id
WHERE attribution_step.period = $period AND attribution_step.rule = 'plurality'
