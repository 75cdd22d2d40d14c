-- Grain: one row an example, at most three of each kind, of a person and month where spans in force on a day disagree.
-- Inputs: enrollment_span, overlapping_person, calendar_month, count_period
-- Columns: person_id VARCHAR, year_month INTEGER, two_types INTEGER, enrollment_types VARCHAR, cases BIGINT
-- Rule: of the spans that give the person the month (but for those that give way), those in force on its first
--     enrolled day. A person and month is
--     listed if they differ in type, coverage, residence, payer or plan. two_types: 1 if they give several enrollment
--     types. enrollment_types: the first and last of them by alphabet. cases: how many there are of the kind.
WITH period_month AS (
    SELECT DISTINCT calendar_month.year_month, calendar_month.month_index, calendar_month.first_date
    FROM calendar_month
    JOIN count_period ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
),
in_force AS (
    SELECT
        span.person_id,
        period_month.year_month,
        span.enrollment_type,
        span.state || '|' || span.county_code || '|' || span.payer || '|' || span.plan || '|'
            || CAST(coalesce(span.part_a, 9) * 1000 + coalesce(span.part_b, 9) * 100
                + coalesce(span.medicare_advantage, 9) * 10 + coalesce(span.part_d, 9) AS VARCHAR) AS enrollment
    FROM enrollment_span AS span
    JOIN overlapping_person ON overlapping_person.person_id = span.person_id
    JOIN period_month ON period_month.month_index BETWEEN span.first_month AND span.last_month
    WHERE span.gives_way = 0
    QUALIFY dense_rank() OVER (
        PARTITION BY span.person_id, period_month.month_index
        ORDER BY greatest(span.first_date, period_month.first_date)
    ) = 1
),
conflict AS (
    SELECT
        person_id,
        year_month,
        CASE WHEN count(DISTINCT enrollment_type) > 1 THEN 1 ELSE 0 END AS two_types,
        min(enrollment_type) || ' and ' || max(enrollment_type) AS enrollment_types
    FROM in_force
    GROUP BY person_id, year_month
    HAVING count(DISTINCT enrollment_type) > 1 OR count(DISTINCT enrollment) > 1
)
SELECT
    person_id,
    year_month,
    two_types,
    enrollment_types,
    CAST(count(*) OVER (PARTITION BY two_types) AS BIGINT) AS cases
FROM conflict
QUALIFY row_number() OVER (PARTITION BY two_types ORDER BY person_id, year_month) <= 3
ORDER BY two_types, person_id, year_month
