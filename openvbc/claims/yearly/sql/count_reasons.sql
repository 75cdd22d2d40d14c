-- Grain: one row a reason for being counted or not. Inputs: attribution; $count_id.
-- Columns: reason VARCHAR, people BIGINT.
SELECT reason, count(*) AS people
FROM attribution
WHERE count_id = $count_id
GROUP BY reason
ORDER BY reason
