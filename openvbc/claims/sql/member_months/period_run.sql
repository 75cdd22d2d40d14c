-- Grain: one row a period, person and run of months in it with the same enrollment.
-- Inputs: enrolled_run, calendar_month, count_period, period_key
-- Columns: period_number INTEGER, person BIGINT, first_month INTEGER, last_month INTEGER, months INTEGER,
--     type_number INTEGER, combination_number INTEGER, part_a INTEGER, part_b INTEGER, medicare_advantage INTEGER
-- Rule: the months of a run that lie in the period, from the first to the last (202401 is January 2024). No two runs of
--     a person share a month, and a person's member months are the sum of `months`. part_a, part_b and
--     medicare_advantage are NULL where the source does not say.
WITH bound AS (
    SELECT period_key.period_number, first.month_index AS first_index, last.month_index AS last_index
    FROM count_period
    JOIN period_key ON period_key.period = count_period.period
    JOIN calendar_month AS first ON first.year_month = count_period.first_month
    JOIN calendar_month AS last ON last.year_month = count_period.last_month
),
cut AS (
    SELECT
        bound.period_number,
        run.*,
        greatest(run.first_month, bound.first_index) AS first_index,
        least(run.last_month, bound.last_index) AS last_index
    FROM enrolled_run AS run
    JOIN bound ON run.first_month <= bound.last_index AND run.last_month >= bound.first_index
)
SELECT
    cut.period_number,
    cut.person,
    first.year_month AS first_month,
    last.year_month AS last_month,
    CAST(cut.last_index - cut.first_index + 1 AS INTEGER) AS months,
    cut.type_number,
    cut.combination_number,
    cut.part_a,
    cut.part_b,
    cut.medicare_advantage
FROM cut
JOIN calendar_month AS first ON first.month_index = cut.first_index
JOIN calendar_month AS last ON last.month_index = cut.last_index
