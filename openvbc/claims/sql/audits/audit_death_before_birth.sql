-- Grain: one row a person who died before birth, the first ones.
-- Inputs: eligibility; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the day of death is before the day of birth in some span. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id || ', born ' || CAST(max(birth_date) AS VARCHAR) || ', died '
            || CAST(min(death_date) AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY person_id) AS place_in_order
    FROM eligibility
    WHERE death_date < birth_date
    GROUP BY person_id
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
