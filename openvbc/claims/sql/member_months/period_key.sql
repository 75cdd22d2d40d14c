-- Grain: one row a period that is counted.
-- Inputs: count_period
-- Columns: period_number INTEGER, period VARCHAR
-- Rule: the number that stands for the period where people are counted. It means equality only: nothing is ordered by
--   it.
SELECT
    CAST(row_number() OVER (ORDER BY period) AS INTEGER) AS period_number,
    period
FROM count_period
