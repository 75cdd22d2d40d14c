-- Grain: one row a period and assignable person.
-- Inputs: attribution_total, assignable_gate
-- Columns: period VARCHAR, person_id VARCHAR
-- Rule: people who are not left out, but for those whom another initiative has, with the visits that all gates of one
--     alternative ask for, at anyone's: also at those who bill for two organizations.
WITH needed AS (
    SELECT period, alternative, count(DISTINCT gate) AS gates
    FROM assignable_gate
    GROUP BY period, alternative
),
reached AS (
    SELECT total.period, assignable_gate.alternative, assignable_gate.gate, total.person_id
    FROM attribution_total AS total
    JOIN assignable_gate
        ON assignable_gate.period = total.period AND assignable_gate.provider_type = total.provider_type
    GROUP BY total.period, assignable_gate.alternative, assignable_gate.gate, assignable_gate.at_least,
        total.person_id
    HAVING sum(CASE WHEN assignable_gate.span = 'expanded' THEN total.expanded_visits ELSE total.visits END)
        >= assignable_gate.at_least
),
passed AS (
    SELECT period, alternative, person_id, count(*) AS gates
    FROM reached
    GROUP BY period, alternative, person_id
)
SELECT DISTINCT passed.period, passed.person_id
FROM passed
JOIN needed
    ON needed.period = passed.period AND needed.alternative = passed.alternative AND needed.gates = passed.gates
