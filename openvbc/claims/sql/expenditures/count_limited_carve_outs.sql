-- Grain: one row a period with members whose claims of carve-outs come to more than their year's summary.
-- Inputs: summary_remainder, period_key
-- Columns: period VARCHAR, members BIGINT, paid_cents BIGINT
-- Rule: what is not taken out, because the summary does not have it. Nothing without summary_remainder.
SELECT
    period_key.period,
    count(DISTINCT remainder.member_key) AS members,
    CAST(sum(-remainder.paid_cents) AS BIGINT) AS paid_cents
FROM summary_remainder AS remainder
INNER JOIN period_key ON period_key.period_number = remainder.period_number
WHERE remainder.lines = 0
GROUP BY period_key.period
