-- Grain: one row a span of enrollment that ends before it begins, the first ones.
-- Inputs: eligibility; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the last day is before the first. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id || ' with ' || payer || ', ' || CAST(enrollment_start_date AS VARCHAR) || ' to '
            || CAST(enrollment_end_date AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY person_id, payer, plan, enrollment_start_date, data_source) AS place_in_order
    FROM eligibility
    WHERE enrollment_end_date < enrollment_start_date
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
