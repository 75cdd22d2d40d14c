-- Grain: one row a period with an assignable person.
-- Inputs: assignable
-- Columns: period VARCHAR, people BIGINT
-- Rule: how many people are assignable.
SELECT period, CAST(count(*) AS BIGINT) AS people
FROM assignable
GROUP BY period
ORDER BY period
