-- Grain: one row a person and stretch of days without a gap in enrollment.
-- Inputs: eligibility
-- Columns: person_id VARCHAR, first_date DATE, last_date DATE
-- Rule: spans of all payers, plans and data sources together; a span that begins on the day after another ends goes on
--     with it. Spans that end before they begin are left out: another audit tells them.
SELECT person_id, min(enrollment_start_date) AS first_date, max(enrollment_end_date) AS last_date
FROM (
    SELECT
        person_id,
        enrollment_start_date,
        enrollment_end_date,
        sum(begins) OVER (
            PARTITION BY person_id
            ORDER BY enrollment_start_date, enrollment_end_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch
    FROM (
        SELECT
            person_id,
            enrollment_start_date,
            enrollment_end_date,
            CASE
                WHEN date_diff('day', max(enrollment_end_date) OVER (
                    PARTITION BY person_id
                    ORDER BY enrollment_start_date, enrollment_end_date
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), enrollment_start_date) <= 1 THEN 0
                ELSE 1
            END AS begins
        FROM (
            SELECT DISTINCT person_id, enrollment_start_date, enrollment_end_date
            FROM eligibility
            WHERE enrollment_end_date >= enrollment_start_date
        ) AS spans
    ) AS marked
) AS numbered
GROUP BY person_id, stretch
