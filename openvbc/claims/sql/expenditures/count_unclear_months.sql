-- Grain: one row a period.
-- Inputs: period_run, period_key; $part_a, $part_b, $medicare_advantage
-- Columns: period VARCHAR, months BIGINT, unclear_months BIGINT, left_out_months BIGINT
-- Rule: unclear months are those whose source does not say what the contract asks about coverage; months left out are
--   those whose coverage is known not to be what the contract asks.
WITH asked AS (
    SELECT
        period_number,
        months,
        CASE
            WHEN
                ($part_a = 1 AND part_a IS NULL)
                OR ($part_b = 1 AND part_b IS NULL)
                OR ($medicare_advantage = 0 AND medicare_advantage IS NULL)
                THEN months
            ELSE 0
        END AS unclear,
        CASE
            WHEN
                ($part_a = 1 AND coalesce(part_a, 1) = 0)
                OR ($part_b = 1 AND coalesce(part_b, 1) = 0)
                OR ($medicare_advantage = 0 AND coalesce(medicare_advantage, 0) <> 0)
                THEN months
            ELSE 0
        END AS left_out
    FROM period_run
)
SELECT
    period_key.period,
    CAST(sum(asked.months) AS BIGINT) AS months,
    CAST(sum(asked.unclear) AS BIGINT) AS unclear_months,
    CAST(sum(asked.left_out) AS BIGINT) AS left_out_months
FROM asked
INNER JOIN period_key ON period_key.period_number = asked.period_number
GROUP BY period_key.period
