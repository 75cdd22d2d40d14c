-- Grain: one row a period and assignable person.
-- Inputs: attribution_total, attribution_window, assignable_gate, person_key, period_key
-- Columns: period VARCHAR, person_id VARCHAR, period_number INTEGER, person BIGINT
-- Rule: people who are not left out, but for those whom another initiative has, with the visits that all gates of one
--     alternative ask for, at anyone's: also at those who bill for two organizations. period_number is that of
--     period_key, NULL of a period that is only looked back upon.
WITH gate AS (
    SELECT span.period_number, rule.alternative, rule.gate, rule.span, rule.provider_type, rule.at_least
    FROM assignable_gate AS rule
    JOIN attribution_window AS span ON span.period = rule.period
),
needed AS (
    SELECT period_number, alternative, count(DISTINCT gate) AS gates
    FROM gate
    GROUP BY period_number, alternative
),
reached AS (
    SELECT
        total.person_period,
        gate.alternative,
        gate.gate,
        max(total.period_number) AS period_number,
        max(total.person) AS person
    FROM attribution_total AS total
    JOIN gate ON gate.period_number = total.period_number AND gate.provider_type = total.provider_type
    GROUP BY total.person_period, gate.alternative, gate.gate
    HAVING sum(CASE WHEN gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= max(gate.at_least)
),
passed AS (
    SELECT
        person_period, alternative, max(period_number) AS period_number, max(person) AS person, count(*) AS gates
    FROM reached
    GROUP BY person_period, alternative
),
found AS (
    SELECT DISTINCT passed.period_number, passed.person
    FROM passed
    JOIN needed
        ON needed.period_number = passed.period_number
        AND needed.alternative = passed.alternative
        AND needed.gates = passed.gates
)
SELECT span.period, person_key.person_id, period_key.period_number, found.person
FROM found
JOIN attribution_window AS span ON span.period_number = found.period_number
JOIN person_key ON person_key.person = found.person
LEFT JOIN period_key ON period_key.period = span.period
