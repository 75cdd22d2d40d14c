-- Grain: one row a measure, period, subject and condition about an event that holds.
-- Inputs: measure_leaf, measure_rule, measure_event_day, measure_index_event, measure_subject
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, leaf INTEGER, day INTEGER,
--     claim_id VARCHAR, data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: the event began in the window on at least so many different days; the day on which that number was reached
--     is told, with its evidence. The window is fixed, or counted from the first or last day of the index event. A
--     stay is not asked for itself: where its own index event is the condition, another stay is meant.
WITH happened_day AS (
    SELECT DISTINCT
        leaf.measure,
        leaf.period,
        leaf.leaf,
        leaf.event,
        leaf.at_least,
        subject.person_id,
        subject.subject,
        happened.first_day
    FROM measure_leaf AS leaf
    JOIN measure_rule AS rule ON rule.measure = leaf.measure AND rule.period = leaf.period
    JOIN measure_event_day AS happened ON happened.event = leaf.event
    JOIN measure_subject AS subject
        ON subject.measure = leaf.measure
        AND subject.period = leaf.period
        AND subject.person_id = happened.person_id
    LEFT JOIN measure_index_event AS own
        ON own.measure = leaf.measure
        AND own.period = leaf.period
        AND own.person_id = happened.person_id
        AND own.subject = subject.subject
        AND own.unit = 'stay'
        AND leaf.event = rule.event
        AND own.first_day = happened.first_day
        AND own.last_day = happened.last_day
    WHERE leaf.kind = 'event'
        AND own.claim_id IS NULL
        AND happened.late_day <= rule.paid_through_day
        AND happened.first_day
            >= leaf.from_start * subject.start_day + leaf.from_end * subject.end_day + leaf.from_day
        AND happened.first_day <= leaf.to_start * subject.start_day + leaf.to_end * subject.end_day + leaf.to_day
),
reached AS (
    SELECT measure, period, leaf, event, person_id, subject, min(first_day) AS reached_day
    FROM happened_day
    WHERE at_least = 1
    GROUP BY measure, period, leaf, event, person_id, subject
    UNION ALL
    SELECT measure, period, leaf, event, person_id, subject, first_day AS reached_day
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY measure, period, leaf, person_id, subject ORDER BY first_day
            ) AS place
        FROM happened_day
        WHERE at_least > 1
    ) AS placed
    WHERE place = at_least
)
SELECT
    reached.measure,
    reached.period,
    reached.person_id,
    reached.subject,
    reached.leaf,
    reached.reached_day AS day,
    happened.claim_id,
    happened.data_source,
    happened.line,
    happened.code_type,
    happened.code
FROM reached
JOIN measure_rule AS rule ON rule.measure = reached.measure AND rule.period = reached.period
JOIN measure_event_day AS happened
    ON happened.event = reached.event
    AND happened.person_id = reached.person_id
    AND happened.first_day = reached.reached_day
WHERE happened.late_day <= rule.paid_through_day
QUALIFY row_number() OVER (
    PARTITION BY reached.measure, reached.period, reached.person_id, reached.subject, reached.leaf
    ORDER BY
        happened.claim_id, happened.data_source, happened.line, happened.code_type, happened.code,
        happened.last_day, happened.late_day
) = 1
