-- Grain: one row a pair of spans of two data sources that contradict each other, the first ones.
-- Inputs: overlapping_span; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: two spans of two data sources share a day, and both name a value that is not the other's; silence contradicts
--     nothing. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id || ' with ' || payer || ', ' || CAST(first_start_date AS VARCHAR) || ' to '
            || CAST(first_end_date AS VARCHAR) || ' and ' || CAST(second_start_date AS VARCHAR) || ' to '
            || CAST(second_end_date AS VARCHAR)
            || ' (' || first_data_source || ', ' || second_data_source || ': ' || contradicting || ')' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (
            ORDER BY person_id, payer, plan, first_start_date, second_start_date, first_data_source, second_data_source
        ) AS place_in_order
    FROM overlapping_span
    WHERE first_data_source <> second_data_source AND contradicting <> ''
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
