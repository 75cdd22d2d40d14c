-- Grain: one row a pair of spans that overlap and say the same, the first ones.
-- Inputs: overlapping_span; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: two spans of one data source share a day and differ in nothing that counting asks for. cases counts all of
--     them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id || ' with ' || payer || ', ' || CAST(first_start_date AS VARCHAR) || ' to '
            || CAST(first_end_date AS VARCHAR) || ' and ' || CAST(second_start_date AS VARCHAR) || ' to '
            || CAST(second_end_date AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (
            ORDER BY person_id, payer, plan, first_start_date, second_start_date, first_data_source, second_data_source
        ) AS place_in_order
    FROM overlapping_span
    WHERE first_data_source = second_data_source AND differing = ''
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
