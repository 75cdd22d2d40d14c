-- Grain: one row a counted member whose amount after carve-outs is below zero, the first five.
-- Inputs: member_expenditures; $count_id. Columns: example VARCHAR, cases BIGINT (all such members).
SELECT
    person_id || ' (' || remaining_cents || ' cents)' AS example,
    count(*) OVER () AS cases
FROM member_expenditures
WHERE count_id = $count_id AND remaining_cents < 0
ORDER BY remaining_cents, person_id
LIMIT 5
