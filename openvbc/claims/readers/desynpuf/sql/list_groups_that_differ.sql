-- Grain: one row a claim, the first five. Inputs: groups_differ. Columns: claim_id VARCHAR, cases BIGINT (all such).
SELECT claim_id, count(*) OVER () AS cases FROM groups_differ ORDER BY claim_id LIMIT 5
