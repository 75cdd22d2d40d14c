-- Grain: one row a measure, period, subject and condition about an event that holds.
-- Inputs: measure_leaf, measure_rule, measure_event_day, measure_subject
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, leaf INTEGER, day INTEGER,
--     claim_id VARCHAR, data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: the event began in the window on at least so many different days; the day on which that number was reached
--     is told, with its evidence. The window is fixed, or counted from the first or last day of the index event.
SELECT
    leaf.measure,
    leaf.period,
    subject.person_id,
    subject.subject,
    leaf.leaf,
    happened.first_day AS day,
    happened.claim_id,
    happened.data_source,
    happened.line,
    happened.code_type,
    happened.code
FROM measure_leaf AS leaf
JOIN measure_rule AS rule ON rule.measure = leaf.measure AND rule.period = leaf.period
JOIN measure_event_day AS happened ON happened.event = leaf.event
JOIN measure_subject AS subject
    ON subject.measure = leaf.measure
    AND subject.period = leaf.period
    AND subject.person_id = happened.person_id
WHERE leaf.kind = 'event'
    AND happened.late_day <= rule.paid_through_day
    AND happened.first_day >= leaf.from_start * subject.start_day + leaf.from_end * subject.end_day + leaf.from_day
    AND happened.first_day <= leaf.to_start * subject.start_day + leaf.to_end * subject.end_day + leaf.to_day
QUALIFY dense_rank() OVER (
        PARTITION BY leaf.measure, leaf.period, subject.person_id, subject.subject, leaf.leaf
        ORDER BY happened.first_day
    ) = max(leaf.at_least) OVER (
        PARTITION BY leaf.measure, leaf.period, subject.person_id, subject.subject, leaf.leaf
    )
    AND row_number() OVER (
        PARTITION BY
            leaf.measure, leaf.period, subject.person_id, subject.subject, leaf.leaf, happened.first_day
        ORDER BY
            happened.claim_id, happened.data_source, happened.line, happened.code_type, happened.code,
            happened.last_day, happened.late_day
    ) = 1
