-- Grain: one row a measure, period and person, stay or event that it may count.
-- Inputs: measure_rule, measure_person, measure_index_event
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, start_day INTEGER, end_day INTEGER,
--     claim_id VARCHAR, data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: of people, each once (subject 0). Of events, each day on which the index event begins, once; of stays, all
--     claims of one together. The first claim is the evidence. The first day (by_end: the last) must lie in the
--     measurement period.
WITH stay AS (
    SELECT
        measure,
        period,
        person_id,
        subject,
        min(first_day) OVER (PARTITION BY measure, period, person_id, subject) AS start_day,
        max(last_day) OVER (PARTITION BY measure, period, person_id, subject) AS end_day,
        claim_id,
        data_source,
        line,
        code_type,
        code
    FROM measure_index_event
    QUALIFY row_number() OVER (
        PARTITION BY measure, period, person_id, subject
        ORDER BY first_day, last_day, claim_id, data_source, line, code_type, code
    ) = 1
)
SELECT
    rule.measure,
    rule.period,
    person.person_id,
    0 AS subject,
    rule.first_day AS start_day,
    rule.last_day AS end_day,
    '' AS claim_id,
    '' AS data_source,
    0 AS line,
    '' AS code_type,
    '' AS code
FROM measure_rule AS rule
JOIN measure_person AS person ON person.period = rule.period
WHERE rule.unit = 'person'
UNION ALL
SELECT
    stay.measure,
    stay.period,
    stay.person_id,
    stay.subject,
    stay.start_day,
    stay.end_day,
    stay.claim_id,
    stay.data_source,
    stay.line,
    stay.code_type,
    stay.code
FROM stay
JOIN measure_rule AS rule ON rule.measure = stay.measure AND rule.period = stay.period
WHERE CASE WHEN rule.by_end = 1 THEN stay.end_day ELSE stay.start_day END BETWEEN rule.first_day AND rule.last_day
