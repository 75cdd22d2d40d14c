-- Grain: one row a period with members whose claims of carve-outs come to more than their year's summary.
-- Inputs: summary_remainder
-- Columns: period VARCHAR, members BIGINT, paid_cents BIGINT
-- Rule: what is not taken out, because the summary does not have it.
SELECT
    period,
    count(DISTINCT member_key) AS members,
    CAST(sum(-paid_cents) AS BIGINT) AS paid_cents
FROM summary_remainder
WHERE lines = 0
GROUP BY period
