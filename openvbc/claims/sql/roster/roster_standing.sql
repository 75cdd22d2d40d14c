-- Grain: one row a standing (now, before) and month of which a roster says something.
-- Inputs: roster_month, roster_version
-- Columns: standing VARCHAR, month_index INTEGER, roster_number INTEGER
-- Rule: which roster holds for a month: the last one that may change it; where none may, since the first came too late,
--   the first that has rows of it: what was paid stands then, and these are its members. now: of all rosters. before:
--   of all but the last one, as it was paid before that came.
WITH stated AS (
    SELECT DISTINCT roster_version.roster_number, roster_month.month_index
    FROM roster_month
    JOIN roster_version ON roster_version.roster_date = roster_month.roster_date
),

reached AS (
    SELECT
        months.month_index,
        version.roster_number,
        CASE WHEN months.month_index >= version.first_open_month THEN 1 ELSE 0 END AS is_open
    FROM (SELECT DISTINCT month_index FROM stated) AS months
    JOIN roster_version AS version ON months.month_index <= version.last_month
    LEFT JOIN stated
        ON stated.roster_number = version.roster_number AND stated.month_index = months.month_index
    WHERE months.month_index >= version.first_open_month OR stated.month_index IS NOT NULL
),

newest AS (
    SELECT max(roster_number) AS roster_number
    FROM roster_version
)

SELECT
    'now' AS standing,
    month_index,
    coalesce(max(CASE WHEN is_open = 1 THEN roster_number END), min(roster_number)) AS roster_number
FROM reached
GROUP BY month_index
UNION ALL
SELECT
    'before' AS standing,
    reached.month_index,
    coalesce(
        max(CASE WHEN reached.is_open = 1 THEN reached.roster_number END), min(reached.roster_number)
    ) AS roster_number
FROM reached
JOIN newest ON reached.roster_number < newest.roster_number
GROUP BY reached.month_index
