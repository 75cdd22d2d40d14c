-- Grain: one row a person with more than one sex, day of birth or day of death, the first ones.
-- Inputs: eligibility; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: over all spans and data sources; silence and unknown contradict nothing. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY person_id) AS place_in_order
    FROM eligibility
    GROUP BY person_id
    HAVING
        min(birth_date) <> max(birth_date)
        OR min(death_date) <> max(death_date)
        OR min(CASE WHEN sex IN ('', 'unknown') THEN NULL ELSE sex END)
        <> max(CASE WHEN sex IN ('', 'unknown') THEN NULL ELSE sex END)
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
