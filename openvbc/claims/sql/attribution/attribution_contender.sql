-- Grain: one row a period, step, person and organization that may be attributed the person at the step.
-- Inputs: attribution_total, attribution_window, attribution_gate, other_initiative, person_key, billing_candidate
-- Columns: person_period BIGINT, step INTEGER, candidate BIGINT
-- Rule: all gates of the step hold: those on visits at this organization, and those on visits at anyone's. People whom
--     another initiative has have no contender. Gates at anyone's are asked only of people for whom an organization's
--     hold.
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
    SELECT DISTINCT person_key.person * span.periods + span.period_number AS person_period
    FROM other_initiative
    JOIN attribution_window AS span ON span.period = other_initiative.period
    JOIN person_key ON person_key.person_id = other_initiative.person_id
),
organization AS (
    SELECT DISTINCT candidate
    FROM billing_candidate
    WHERE candidate_kind = 'organization'
),
competing AS (
    SELECT DISTINCT candidate
    FROM billing_candidate
    WHERE candidate_kind NOT IN ('shared', 'unnamed')
),
reached AS (
    SELECT
        total.person_period,
        total.candidate,
        gate.period_number,
        gate.step,
        gate.gate,
        max(gate.wanted) AS wanted
    FROM attribution_total AS total
    JOIN organization ON organization.candidate = total.candidate
    JOIN gate
        ON gate.period_number = total.period_number
        AND gate.provider_type = total.provider_type
        AND gate.of_organization = 1
    LEFT JOIN elsewhere ON elsewhere.person_period = total.person_period
    WHERE elsewhere.person_period IS NULL
    GROUP BY total.person_period, total.candidate, gate.period_number, gate.step, gate.gate
    HAVING sum(CASE WHEN gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= max(gate.at_least)
),
ours AS (
    SELECT reached.person_period, reached.candidate, reached.step, max(needed.anyone_gates) AS anyone_gates
    FROM reached
    JOIN needed ON needed.period_number = reached.period_number AND needed.step = reached.step
    GROUP BY reached.person_period, reached.candidate, reached.step
    HAVING sum(reached.wanted) = max(needed.organization_gates) AND sum(1 - reached.wanted) = 0
),
reached_anywhere AS (
    SELECT total.person_period, gate.step, gate.gate, max(gate.wanted) AS wanted
    FROM attribution_total AS total
    JOIN (SELECT DISTINCT person_period FROM ours) AS met ON met.person_period = total.person_period
    JOIN competing ON competing.candidate = total.candidate
    JOIN gate
        ON gate.period_number = total.period_number
        AND gate.provider_type = total.provider_type
        AND gate.of_organization = 0
    GROUP BY total.person_period, gate.step, gate.gate
    HAVING sum(CASE WHEN gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= max(gate.at_least)
),
anyone AS (
    SELECT person_period, step, sum(wanted) AS reached, sum(1 - wanted) AS unwanted
    FROM reached_anywhere
    GROUP BY person_period, step
)
SELECT ours.person_period, ours.step, ours.candidate
FROM ours
LEFT JOIN anyone ON anyone.person_period = ours.person_period AND anyone.step = ours.step
WHERE coalesce(anyone.reached, 0) = ours.anyone_gates AND coalesce(anyone.unwanted, 0) = 0
