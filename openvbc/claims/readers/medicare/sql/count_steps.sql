-- Grain: one row a step. Inputs: medicare_line, medicare_fill. Columns: name VARCHAR, rows BIGINT, amount DECIMAL.
SELECT 'lines_received' AS name, count(*) AS rows, CAST(NULL AS DECIMAL(38, 2)) AS amount FROM medicare_line
UNION ALL
SELECT 'lines_not_final', count(*), NULL FROM medicare_line WHERE NOT (final_action IN ('', 'F')) OR deleted
UNION ALL
SELECT 'fills_received', count(*), sum(paid_amount) FROM medicare_fill
UNION ALL
SELECT 'fills_not_final', count(*), sum(paid_amount) FROM medicare_fill WHERE NOT (final_action IN ('', 'F')) OR deleted
UNION ALL
SELECT 'lines_without_day', count(*), NULL
FROM medicare_line
WHERE final_action IN ('', 'F') AND NOT deleted AND (claim_start_date IS NULL OR claim_end_date IS NULL)
