-- Grain: one row a roster, by the day on which it was made.
-- Inputs: roster_month; $look_back_months
-- Columns: roster_date DATE, roster_number INTEGER, first_open_month INTEGER, last_month INTEGER, roster_rows BIGINT
-- Rule: rosters are numbered by their days. A roster may change the month in which it was made, later ones, and so
--   many months before as the look-back says; it says something of the months from the first to the last that it has
--   rows of. first_open_month is the first of those that it may change.
SELECT
    roster_date,
    CAST(row_number() OVER (ORDER BY roster_date) AS INTEGER) AS roster_number,
    CAST(
        greatest(min(month_index), min(roster_month_index) - CAST($look_back_months AS INTEGER)) AS INTEGER
    ) AS first_open_month,
    max(month_index) AS last_month,
    count(*) AS roster_rows
FROM roster_month
GROUP BY roster_date
