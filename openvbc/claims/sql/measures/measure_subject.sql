-- Grain: one row a measure, period and person, stay or event that it may count.
-- Inputs: measure_rule, measure_event_day, measure_person
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, start_day INTEGER, end_day INTEGER,
--     claim_id VARCHAR, data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: of people, each once (subject 0). Of events, each day on which the index event begins, once. Of stays, claims
--     whose days meet, or that begin at most transfer_days after the stay so far ended, are one stay. The first claim
--     is the evidence. The first day (by_end: the last) must lie in the measurement period.
WITH index_event AS (
    SELECT
        rule.measure,
        rule.period,
        rule.unit,
        rule.first_day AS period_first_day,
        rule.last_day AS period_last_day,
        rule.by_end,
        rule.transfer_days,
        happened.person_id,
        happened.first_day,
        happened.last_day,
        happened.claim_id,
        happened.data_source,
        happened.line,
        happened.code_type,
        happened.code
    FROM measure_rule AS rule
    JOIN measure_event_day AS happened ON happened.event = rule.event
    JOIN measure_person AS person ON person.period = rule.period AND person.person_id = happened.person_id
    WHERE rule.unit <> 'person' AND happened.late_day <= rule.paid_through_day
),
marked AS (
    SELECT
        *,
        CASE
            WHEN first_day <= transfer_days + max(CASE WHEN unit = 'stay' THEN last_day ELSE first_day END) OVER (
                PARTITION BY measure, period, person_id
                ORDER BY first_day, last_day, claim_id, data_source, line, code_type, code
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS begins
    FROM index_event
),
numbered AS (
    SELECT
        *,
        sum(begins) OVER (
            PARTITION BY measure, period, person_id
            ORDER BY first_day, last_day, claim_id, data_source, line, code_type, code
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS number
    FROM marked
),
stay AS (
    SELECT
        measure,
        period,
        person_id,
        CAST(number AS INTEGER) AS subject,
        min(first_day) OVER (PARTITION BY measure, period, person_id, number) AS start_day,
        max(last_day) OVER (PARTITION BY measure, period, person_id, number) AS end_day,
        claim_id,
        data_source,
        line,
        code_type,
        code,
        period_first_day,
        period_last_day,
        by_end
    FROM numbered
    QUALIFY row_number() OVER (
        PARTITION BY measure, period, person_id, number
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
    measure,
    period,
    person_id,
    subject,
    start_day,
    end_day,
    claim_id,
    data_source,
    line,
    code_type,
    code
FROM stay
WHERE CASE WHEN by_end = 1 THEN end_day ELSE start_day END BETWEEN period_first_day AND period_last_day
