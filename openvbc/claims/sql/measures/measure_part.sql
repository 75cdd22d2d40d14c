-- Grain: one row a measure, period and subject of the denominator, and exclusion, exception or numerator that holds.
-- Inputs: measure_denominator, measure_event_hit, measure_state_hit, measure_term
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, part VARCHAR, number INTEGER,
--     day INTEGER, claim_id VARCHAR, data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: all conditions of one clause hold, and none that must not. Its evidence is the event that completed the
--     clause, the latest of its conditions; of several clauses the one that was completed first. day is 0 where no
--     event is asked.
WITH hit AS (
    SELECT measure, period, person_id, subject, leaf, day, claim_id, data_source, line, code_type, code
    FROM measure_event_hit
    UNION ALL
    SELECT
        measure, period, person_id, subject, leaf, 0 AS day, '' AS claim_id, '' AS data_source, 0 AS line,
        '' AS code_type, '' AS code
    FROM measure_state_hit
),
judged AS (
    SELECT
        hit.measure,
        hit.period,
        hit.person_id,
        hit.subject,
        term.part,
        term.number,
        term.clause,
        hit.day,
        hit.claim_id,
        hit.data_source,
        hit.line,
        hit.code_type,
        hit.code,
        row_number() OVER (
            PARTITION BY
                hit.measure, hit.period, hit.person_id, hit.subject, term.part, term.number, term.clause
            ORDER BY
                term.wanted DESC, hit.day DESC, hit.claim_id, hit.data_source, hit.line, hit.code_type, hit.code,
                hit.leaf
        ) AS place,
        sum(term.wanted) OVER (
            PARTITION BY
                hit.measure, hit.period, hit.person_id, hit.subject, term.part, term.number, term.clause
        ) AS holding,
        min(term.wanted) OVER (
            PARTITION BY
                hit.measure, hit.period, hit.person_id, hit.subject, term.part, term.number, term.clause
        ) AS all_wanted,
        term.needed
    FROM hit
    JOIN measure_term AS term ON term.measure = hit.measure AND term.leaf = hit.leaf
    JOIN measure_denominator AS pool
        ON pool.measure = hit.measure
        AND pool.period = hit.period
        AND pool.person_id = hit.person_id
        AND pool.subject = hit.subject
    WHERE term.part <> 'denominator'
)
SELECT
    measure, period, person_id, subject, part, number, day, claim_id, data_source, line, code_type, code
FROM judged
WHERE place = 1 AND holding = needed AND all_wanted = 1
QUALIFY row_number() OVER (
    PARTITION BY measure, period, person_id, subject, part, number
    ORDER BY day, claim_id, data_source, line, code_type, code, clause
) = 1
