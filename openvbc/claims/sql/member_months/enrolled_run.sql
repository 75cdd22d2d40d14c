-- Grain: one row a person and run of months with the same enrollment; no two runs of a person share a month.
-- Inputs: enrollment_span, overlapping_person, calendar_month, person_key, enrollment_type_key
-- Columns: person_id VARCHAR, first_month INTEGER, last_month INTEGER, enrollment_type VARCHAR, part_a INTEGER,
--     part_b INTEGER, medicare_advantage INTEGER, state VARCHAR, county_code VARCHAR, payer VARCHAR, plan VARCHAR,
--     death_date DATE, person BIGINT, type_number INTEGER
-- Rule: a month that several spans cover takes the span in force on the month's first enrolled day; of several in
--     force on that day, the one that began last, then by payer, plan and data source. Spans that give way count for
--     nothing. Months are numbered by month_index.
WITH chosen AS (
    SELECT
        span.person_id, calendar_month.month_index, span.enrollment_type, span.part_a, span.part_b,
        span.medicare_advantage, span.state, span.county_code, span.payer, span.plan, span.death_date
    FROM enrollment_span AS span
    JOIN overlapping_person ON overlapping_person.person_id = span.person_id
    JOIN calendar_month ON calendar_month.month_index BETWEEN span.first_month AND span.last_month
    WHERE span.gives_way = 0
    QUALIFY row_number() OVER (
        PARTITION BY span.person_id, calendar_month.month_index
        ORDER BY
            greatest(span.first_date, calendar_month.first_date), span.enrollment_start_date DESC, span.payer,
            span.plan, span.data_source
    ) = 1
)
SELECT
    run.person_id, run.first_month, run.last_month, run.enrollment_type, run.part_a, run.part_b,
    run.medicare_advantage, run.state, run.county_code, run.payer, run.plan, run.death_date,
    person_key.person, enrollment_type_key.type_number
FROM (
    SELECT
        span.person_id, span.first_month, span.last_month, span.enrollment_type, span.part_a, span.part_b,
        span.medicare_advantage, span.state, span.county_code, span.payer, span.plan, span.death_date
    FROM enrollment_span AS span
    LEFT JOIN overlapping_person ON overlapping_person.person_id = span.person_id
    WHERE span.gives_way = 0 AND overlapping_person.person_id IS NULL
    UNION ALL
    SELECT
        chosen.person_id, chosen.month_index AS first_month, chosen.month_index AS last_month, chosen.enrollment_type,
        chosen.part_a, chosen.part_b, chosen.medicare_advantage, chosen.state, chosen.county_code,
        chosen.payer, chosen.plan, chosen.death_date
    FROM chosen
) AS run
JOIN person_key ON person_key.person_id = run.person_id
JOIN enrollment_type_key ON enrollment_type_key.enrollment_type = run.enrollment_type
