-- Grain: one row a line whose net payment is not that of its last payment, the first five.
-- Inputs: gathered, net_line.
-- Columns: claim_id VARCHAR, claim_line_number INTEGER, net_paid DECIMAL, last_paid DECIMAL, cases BIGINT (all such).
SELECT
    net_line.claim_id,
    net_line.claim_line_number,
    net_line.net_paid,
    coalesce(gathered.paid_amount, 0) AS last_paid,
    count(*) OVER () AS cases
FROM net_line
INNER JOIN gathered ON gathered.load_order = net_line.kept_order
WHERE net_line.outcome = 'merged' AND net_line.net_paid <> coalesce(gathered.paid_amount, 0)
ORDER BY net_line.claim_id, net_line.claim_line_number
LIMIT 5
