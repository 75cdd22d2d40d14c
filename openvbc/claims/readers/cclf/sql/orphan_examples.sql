-- The first cancellations whose original is not there.
SELECT version.claim_id, version.claim_line, version.amount
FROM net_version AS version
INNER JOIN net_pairing AS pairing USING (received_row)
WHERE pairing.outcome = 'orphan'
ORDER BY version.claim_id, version.claim_line, version.received_row
LIMIT 5;
