-- Grain: one row a measure, period and subject that meets the criteria of the denominator.
-- Inputs: measure_denominator, measure_subject, measure_part
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, start_day INTEGER, end_day INTEGER,
--     status VARCHAR, reason INTEGER, day INTEGER, claim_id VARCHAR, data_source VARCHAR, line INTEGER,
--     code_type VARCHAR, code VARCHAR, index_claim_id VARCHAR
-- Rule: excluded if any exclusion holds (the first in the measure's order is told); numerator if that holds;
--     exception if one holds and the numerator does not; not_met otherwise. The evidence is that of what decided.
SELECT
    pool.measure,
    pool.period,
    pool.person_id,
    pool.subject,
    subject.start_day,
    subject.end_day,
    CASE
        WHEN part.part = 'exclusion' THEN 'excluded'
        WHEN part.part IS NULL THEN 'not_met'
        ELSE part.part
    END AS status,
    coalesce(part.number, 0) AS reason,
    coalesce(part.day, 0) AS day,
    coalesce(part.claim_id, '') AS claim_id,
    coalesce(part.data_source, '') AS data_source,
    coalesce(part.line, 0) AS line,
    coalesce(part.code_type, '') AS code_type,
    coalesce(part.code, '') AS code,
    subject.claim_id AS index_claim_id
FROM measure_denominator AS pool
JOIN measure_subject AS subject
    ON subject.measure = pool.measure
    AND subject.period = pool.period
    AND subject.person_id = pool.person_id
    AND subject.subject = pool.subject
LEFT JOIN measure_part AS part
    ON part.measure = pool.measure
    AND part.period = pool.period
    AND part.person_id = pool.person_id
    AND part.subject = pool.subject
QUALIFY row_number() OVER (
    PARTITION BY pool.measure, pool.period, pool.person_id, pool.subject
    ORDER BY
        CASE WHEN part.part = 'exclusion' THEN 1 WHEN part.part = 'numerator' THEN 2 ELSE 3 END, part.number
) = 1
