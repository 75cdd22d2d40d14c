-- Grain: one row. Inputs: member_expenditures; $count_id, $millionths_of_a_percent.
-- Columns: those of truncation_threshold.
-- Rule: nearest-rank percentile: the smallest annual amount of a counted member such that at least so many per cent of
-- the counted members are at or below it. Nothing is divided: n members x percentile <= members at or below x 100%.
INSERT INTO truncation_threshold (count_id, threshold_cents)
WITH ranked AS (
    SELECT
        remaining_cents,
        count(*) OVER (ORDER BY remaining_cents RANGE UNBOUNDED PRECEDING) AS members_at_or_below,
        count(*) OVER () AS members
    FROM member_expenditures
    WHERE count_id = $count_id
)
SELECT $count_id AS count_id, min(remaining_cents) AS threshold_cents
FROM ranked
WHERE members * $millionths_of_a_percent <= members_at_or_below * 100000000
HAVING min(remaining_cents) IS NOT NULL
