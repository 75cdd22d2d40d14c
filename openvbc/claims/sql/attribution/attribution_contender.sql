-- Grain: one row a period, step, person and organization that may be attributed the person at the step.
-- Inputs: attribution_total, attribution_window, attribution_gate, other_initiative, person_key, billing_candidate
-- Columns: period_number INTEGER, step INTEGER, person BIGINT, candidate BIGINT
-- Rule: all gates of the step hold: those on visits at this organization, and those on visits at anyone's. People whom
--     another initiative has have no contender. Among gates that are reached, candidate 0 stands for anyone.
WITH gate AS (
    SELECT
        span.period_number, rule.step, rule.gate, rule.of_organization, rule.span, rule.provider_type, rule.at_least,
        rule.wanted
    FROM attribution_gate AS rule
    JOIN attribution_window AS span ON span.period = rule.period
),
needed AS (
    SELECT
        period_number,
        step,
        count(DISTINCT CASE WHEN of_organization = 1 AND wanted = 1 THEN gate END) AS organization_gates,
        count(DISTINCT CASE WHEN of_organization = 0 AND wanted = 1 THEN gate END) AS anyone_gates
    FROM gate
    GROUP BY period_number, step
),
elsewhere AS (
    SELECT span.period_number, person_key.person
    FROM other_initiative
    JOIN attribution_window AS span ON span.period = other_initiative.period
    JOIN person_key ON person_key.person_id = other_initiative.person_id
),
competing AS (
    SELECT candidate, max(CASE WHEN candidate_kind = 'organization' THEN 1 ELSE 0 END) AS is_organization
    FROM billing_candidate
    WHERE candidate_kind NOT IN ('shared', 'unnamed')
    GROUP BY candidate
),
reached AS (
    SELECT
        total.period_number,
        gate.step,
        gate.gate,
        total.person,
        CASE WHEN gate.of_organization = 1 THEN total.candidate ELSE 0 END AS candidate,
        max(gate.wanted) AS wanted
    FROM attribution_total AS total
    JOIN competing ON competing.candidate = total.candidate
    JOIN gate ON gate.period_number = total.period_number AND gate.provider_type = total.provider_type
    LEFT JOIN elsewhere ON elsewhere.period_number = total.period_number AND elsewhere.person = total.person
    WHERE elsewhere.person IS NULL AND (gate.of_organization = 0 OR competing.is_organization = 1)
    GROUP BY
        total.period_number,
        gate.step,
        gate.gate,
        total.person,
        CASE WHEN gate.of_organization = 1 THEN total.candidate ELSE 0 END
    HAVING sum(CASE WHEN gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= max(gate.at_least)
),
gates AS (
    SELECT period_number, step, person, candidate, sum(wanted) AS reached, sum(1 - wanted) AS unwanted
    FROM reached
    GROUP BY period_number, step, person, candidate
)
SELECT ours.period_number, ours.step, ours.person, ours.candidate
FROM gates AS ours
JOIN needed ON needed.period_number = ours.period_number AND needed.step = ours.step
LEFT JOIN gates AS anyone
    ON anyone.period_number = ours.period_number
    AND anyone.step = ours.step
    AND anyone.person = ours.person
    AND anyone.candidate = 0
WHERE ours.candidate <> 0
    AND ours.reached = needed.organization_gates
    AND ours.unwanted = 0
    AND coalesce(anyone.reached, 0) = needed.anyone_gates
    AND coalesce(anyone.unwanted, 0) = 0
