-- Grain: one row a coverage, person and stretch of days without a gap in it.
-- Inputs: eligibility, measure_coverage
-- Columns: coverage INTEGER, person_id VARCHAR, first_day INTEGER, last_day INTEGER, day_after_last INTEGER
-- Rule: spans of all payers and plans that have the coverage, together; a span that begins on the day after another
--     ends goes on with it. day_after_last is the day after the stretch before, 0 for the first.
WITH span AS (
    SELECT DISTINCT
        measure_coverage.coverage,
        eligibility.person_id,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), eligibility.enrollment_start_date) AS INTEGER) AS first_day,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), eligibility.enrollment_end_date) AS INTEGER) AS last_day
    FROM eligibility
    CROSS JOIN measure_coverage
    WHERE eligibility.enrollment_end_date >= eligibility.enrollment_start_date
        AND (measure_coverage.part_a = 0 OR eligibility.part_a = '1')
        AND (measure_coverage.part_b = 0 OR eligibility.part_b = '1')
        AND (measure_coverage.part_d = 0 OR eligibility.part_d = '1')
        AND (measure_coverage.no_medicare_advantage = 0 OR eligibility.medicare_advantage = '0')
),
marked AS (
    SELECT
        coverage,
        person_id,
        first_day,
        last_day,
        CASE
            WHEN first_day <= 1 + max(last_day) OVER (
                PARTITION BY coverage, person_id
                ORDER BY first_day, last_day
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS begins
    FROM span
),
numbered AS (
    SELECT
        coverage,
        person_id,
        first_day,
        last_day,
        sum(begins) OVER (
            PARTITION BY coverage, person_id
            ORDER BY first_day, last_day
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch
    FROM marked
),
merged AS (
    SELECT coverage, person_id, stretch, min(first_day) AS began, max(last_day) AS ended
    FROM numbered
    GROUP BY coverage, person_id, stretch
)
SELECT
    coverage,
    person_id,
    began AS first_day,
    ended AS last_day,
    CAST(coalesce(1 + max(ended) OVER (
        PARTITION BY coverage, person_id ORDER BY began ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS INTEGER) AS day_after_last
FROM merged
