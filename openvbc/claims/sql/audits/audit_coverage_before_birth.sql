-- Grain: one row a person whose coverage begins before birth, the first ones.
-- Inputs: eligibility; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: a span of enrollment begins before the month in which the person was born (plans enroll newborns by the month).
--     cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id || ', born ' || CAST(min(birth_date) AS VARCHAR) || ', enrolled from '
            || CAST(min(enrollment_start_date) AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY person_id) AS place_in_order
    FROM eligibility
    WHERE
        birth_date > enrollment_start_date
        AND EXTRACT(year FROM birth_date) * 12 + EXTRACT(month FROM birth_date)
        > EXTRACT(year FROM enrollment_start_date) * 12 + EXTRACT(month FROM enrollment_start_date)
    GROUP BY person_id
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
