-- Grain: one row. Inputs: $threshold_cents, $count_id. Columns: those of truncation_threshold.
-- Rule: the contract names the annual amount a member to which expenditures count.
INSERT INTO truncation_threshold (count_id, threshold_cents)
VALUES ($count_id, $threshold_cents)
