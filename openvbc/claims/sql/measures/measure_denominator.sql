-- Grain: one row a measure, period and subject that meets the criteria of the denominator.
-- Inputs: measure_event_hit, measure_state_hit, measure_term
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER
-- Rule: all conditions of one clause hold, and none that must not. Exclusions and exceptions are not asked yet.
WITH hit AS (
    SELECT measure, period, person_id, subject, leaf FROM measure_event_hit
    UNION ALL
    SELECT measure, period, person_id, subject, leaf FROM measure_state_hit
)
SELECT DISTINCT measure, period, person_id, subject
FROM (
    SELECT hit.measure, hit.period, hit.person_id, hit.subject, term.clause
    FROM hit
    JOIN measure_term AS term ON term.measure = hit.measure AND term.leaf = hit.leaf
    WHERE term.part = 'denominator'
    GROUP BY hit.measure, hit.period, hit.person_id, hit.subject, term.clause, term.needed
    HAVING sum(term.wanted) = term.needed AND min(term.wanted) = 1
) AS held
