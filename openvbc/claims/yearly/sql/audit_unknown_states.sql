-- Grain: one row a state code that is none of the known ones, the first five.
-- Inputs: person_year; $states, the list of known codes.
-- Columns: example VARCHAR, cases BIGINT (all such persons and years).
SELECT
    '''' || state || ''' (' || count(*) || ' rows)' AS example,
    CAST(sum(count(*)) OVER () AS BIGINT) AS cases
FROM person_year
WHERE state NOT IN (SELECT unnest($states))
GROUP BY state
ORDER BY count(*) DESC, state
LIMIT 5
