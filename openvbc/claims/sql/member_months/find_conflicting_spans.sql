-- Grain: one row an example, at most three of each kind, of a person and month where spans in force on a day disagree.
-- Inputs: enrollment_span, enrollment_combination, enrollment_type_key, person_key, overlapping_person,
--     calendar_month, count_period
-- Columns: person_id VARCHAR, year_month INTEGER, two_types INTEGER, enrollment_types VARCHAR, cases BIGINT
-- Rule: of the spans that give the person the month (but for those that give way), those in force on its first
--     enrolled day. A person and month is
--     listed if they differ in type, coverage, residence, payer or plan. two_types: 1 if they give several enrollment
--     types. enrollment_types: the first and last of them by alphabet. cases: how many there are of the kind.
--     Nothing without overlapping_person.
WITH period_month AS (
    SELECT DISTINCT calendar_month.year_month, calendar_month.month_index, calendar_month.first_date
    FROM calendar_month
    JOIN count_period ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
),
in_force AS (
    SELECT
        span.person,
        period_month.year_month,
        enrollment_type_key.enrollment_type,
        said.state || '|' || said.county_code || '|' || said.payer || '|' || said.plan || '|'
            || CASE WHEN said.part_a IN ('0', '1') THEN said.part_a ELSE '9' END
            || CASE WHEN said.part_b IN ('0', '1') THEN said.part_b ELSE '9' END
            || CASE WHEN said.medicare_advantage IN ('0', '1') THEN said.medicare_advantage ELSE '9' END
            || CASE WHEN said.part_d IN ('0', '1') THEN said.part_d ELSE '9' END AS enrollment
    FROM enrollment_span AS span
    JOIN overlapping_person ON overlapping_person.person = span.person
    JOIN enrollment_combination AS said ON said.combination_number = span.combination_number
    JOIN enrollment_type_key ON enrollment_type_key.type_number = span.type_number
    JOIN period_month ON period_month.month_index BETWEEN span.first_month AND span.last_month
    WHERE span.gives_way = 0
    QUALIFY dense_rank() OVER (
        PARTITION BY span.person, period_month.month_index
        ORDER BY greatest(span.first_date, period_month.first_date)
    ) = 1
),
conflict AS (
    SELECT
        person,
        year_month,
        CASE WHEN count(DISTINCT enrollment_type) > 1 THEN 1 ELSE 0 END AS two_types,
        min(enrollment_type) || ' and ' || max(enrollment_type) AS enrollment_types
    FROM in_force
    GROUP BY person, year_month
    HAVING count(DISTINCT enrollment_type) > 1 OR count(DISTINCT enrollment) > 1
)
SELECT
    person_key.person_id,
    conflict.year_month,
    conflict.two_types,
    conflict.enrollment_types,
    CAST(count(*) OVER (PARTITION BY conflict.two_types) AS BIGINT) AS cases
FROM conflict
JOIN person_key ON person_key.person = conflict.person
QUALIFY row_number() OVER (
    PARTITION BY conflict.two_types ORDER BY person_key.person_id, conflict.year_month
) <= 3
ORDER BY conflict.two_types, person_key.person_id, conflict.year_month
