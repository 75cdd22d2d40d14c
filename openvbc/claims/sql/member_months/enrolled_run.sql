-- Grain: one row a person and run of months with the same enrollment; no two runs of a person share a month.
-- Inputs: enrollment_span, overlapping_person, calendar_month, enrollment_combination
-- Columns: person BIGINT, first_month INTEGER, last_month INTEGER, type_number INTEGER, combination_number INTEGER,
--     part_a INTEGER, part_b INTEGER, medicare_advantage INTEGER, state VARCHAR, county_code VARCHAR, death_date DATE
-- Rule: a month that several spans cover takes the span in force on the month's first enrolled day; of several in
--     force on that day, the one that began last, then by payer, plan and data source. Spans that give way count for
--     nothing. Months are numbered by month_index. A coverage that the source does not state as 1 or 0 is NULL.
WITH chosen AS (
    SELECT
        span.person, calendar_month.month_index, span.type_number, span.combination_number, span.death_date
    FROM enrollment_span AS span
    JOIN overlapping_person ON overlapping_person.person = span.person
    JOIN calendar_month ON calendar_month.month_index BETWEEN span.first_month AND span.last_month
    JOIN enrollment_combination AS said ON said.combination_number = span.combination_number
    WHERE span.gives_way = 0
    QUALIFY row_number() OVER (
        PARTITION BY span.person, calendar_month.month_index
        ORDER BY
            greatest(span.first_date, calendar_month.first_date), span.enrollment_start_date DESC, said.payer,
            said.plan, said.data_source
    ) = 1
)
SELECT
    run.person, run.first_month, run.last_month, run.type_number, run.combination_number,
    CASE said.part_a WHEN '1' THEN 1 WHEN '0' THEN 0 END AS part_a,
    CASE said.part_b WHEN '1' THEN 1 WHEN '0' THEN 0 END AS part_b,
    CASE said.medicare_advantage WHEN '1' THEN 1 WHEN '0' THEN 0 END AS medicare_advantage,
    said.state, said.county_code,
    run.death_date
FROM (
    SELECT
        span.person, span.first_month, span.last_month, span.type_number, span.combination_number, span.death_date
    FROM enrollment_span AS span
    LEFT JOIN overlapping_person ON overlapping_person.person = span.person
    WHERE span.gives_way = 0 AND overlapping_person.person IS NULL
    UNION ALL
    SELECT
        chosen.person, chosen.month_index AS first_month, chosen.month_index AS last_month, chosen.type_number,
        chosen.combination_number, chosen.death_date
    FROM chosen
) AS run
JOIN enrollment_combination AS said ON said.combination_number = run.combination_number
