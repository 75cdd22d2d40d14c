-- Grain: one row a standing (now, before) and month of which a roster says something.
-- Inputs: roster_month, roster_version
-- Columns: standing VARCHAR, month_index INTEGER, roster_number INTEGER
-- Rule: which roster holds for a month: the last one that may change it. now: of all rosters. before: of all but the
--   last one, as it was paid before that came.
WITH stated AS (
    SELECT DISTINCT month_index
    FROM roster_month
),

newest AS (
    SELECT max(roster_number) AS roster_number
    FROM roster_version
)

SELECT 'now' AS standing, stated.month_index, max(version.roster_number) AS roster_number
FROM stated
JOIN roster_version AS version ON stated.month_index BETWEEN version.first_open_month AND version.last_month
GROUP BY stated.month_index
UNION ALL
SELECT 'before' AS standing, stated.month_index, max(version.roster_number) AS roster_number
FROM stated
JOIN roster_version AS version ON stated.month_index BETWEEN version.first_open_month AND version.last_month
JOIN newest ON version.roster_number < newest.roster_number
GROUP BY stated.month_index
