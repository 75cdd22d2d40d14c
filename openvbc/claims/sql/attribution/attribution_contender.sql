-- Grain: one row a period, step, person and organization that may be attributed the person at the step.
-- Inputs: attribution_total, attribution_gate, other_initiative
-- Columns: period VARCHAR, step INTEGER, person_id VARCHAR, organization_id VARCHAR
-- Rule: all gates of the step hold: those on visits at this organization, and those on visits at anyone's. People whom
--     another initiative has have no contender.
WITH total AS (
    SELECT attribution_total.*
    FROM attribution_total
    LEFT JOIN other_initiative
        ON other_initiative.period = attribution_total.period
        AND other_initiative.person_id = attribution_total.person_id
    WHERE other_initiative.person_id IS NULL AND attribution_total.candidate_kind NOT IN ('shared', 'unnamed')
),
needed AS (
    SELECT
        period,
        step,
        count(DISTINCT CASE WHEN of_organization = 1 AND wanted = 1 THEN gate END) AS organization_gates,
        count(DISTINCT CASE WHEN of_organization = 0 AND wanted = 1 THEN gate END) AS anyone_gates
    FROM attribution_gate
    GROUP BY period, step
),
organization_gate AS (
    SELECT total.period, attribution_gate.step, attribution_gate.gate, attribution_gate.wanted, total.person_id,
        total.candidate_id
    FROM total
    JOIN attribution_gate
        ON attribution_gate.period = total.period AND attribution_gate.provider_type = total.provider_type
    WHERE attribution_gate.of_organization = 1 AND total.candidate_kind = 'organization'
    GROUP BY total.period, attribution_gate.step, attribution_gate.gate, attribution_gate.wanted,
        attribution_gate.at_least, total.person_id, total.candidate_id
    HAVING sum(CASE WHEN attribution_gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= attribution_gate.at_least
),
organization_gates AS (
    SELECT period, step, person_id, candidate_id, sum(wanted) AS reached, sum(1 - wanted) AS unwanted
    FROM organization_gate
    GROUP BY period, step, person_id, candidate_id
),
anyone_gate AS (
    SELECT total.period, attribution_gate.step, attribution_gate.gate, attribution_gate.wanted, total.person_id
    FROM total
    JOIN attribution_gate
        ON attribution_gate.period = total.period AND attribution_gate.provider_type = total.provider_type
    WHERE attribution_gate.of_organization = 0
    GROUP BY total.period, attribution_gate.step, attribution_gate.gate, attribution_gate.wanted,
        attribution_gate.at_least, total.person_id
    HAVING sum(CASE WHEN attribution_gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= attribution_gate.at_least
),
anyone_gates AS (
    SELECT period, step, person_id, sum(wanted) AS reached, sum(1 - wanted) AS unwanted
    FROM anyone_gate
    GROUP BY period, step, person_id
)
SELECT ours.period, ours.step, ours.person_id, ours.candidate_id AS organization_id
FROM organization_gates AS ours
JOIN needed ON needed.period = ours.period AND needed.step = ours.step
LEFT JOIN anyone_gates AS anyone
    ON anyone.period = ours.period AND anyone.step = ours.step AND anyone.person_id = ours.person_id
WHERE ours.reached = needed.organization_gates
    AND ours.unwanted = 0
    AND coalesce(anyone.reached, 0) = needed.anyone_gates
    AND coalesce(anyone.unwanted, 0) = 0
