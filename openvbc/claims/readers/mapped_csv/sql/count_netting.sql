-- Grain: one row a step of the netting. Inputs: gathered, net_line, typed_rows.
-- Columns: name VARCHAR, rows BIGINT, amount DECIMAL (dollars paid).
SELECT 'received' AS name, count(*) AS rows, coalesce(sum(paid_amount), 0) AS amount
FROM gathered
UNION ALL
SELECT 'final', count(*), coalesce(sum(paid_amount), 0)
FROM typed_rows
UNION ALL
SELECT outcome.name, CAST(coalesce(sum(line_rows), 0) AS BIGINT), coalesce(sum(net_paid), 0)
FROM (VALUES ('taken_back'), ('orphans'), ('merged')) AS outcome (name)
LEFT JOIN net_line ON net_line.outcome = outcome.name
GROUP BY outcome.name
