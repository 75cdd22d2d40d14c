-- Grain: one row a period, person and enrollment type with at least one month that counts.
-- Inputs: period_run, service_month, period_key, enrollment_type_key; $part_a, $part_b, $medicare_advantage
-- Columns: member_key BIGINT, period_number INTEGER, person BIGINT, type_number INTEGER, months INTEGER,
--   month_bits BIGINT
-- Rule: a month counts if the person is covered as the contract asks ($part_a = 1: for hospital care; $part_b = 1: for
--   medical care; $medicare_advantage = 0: not in Medicare Advantage). Where the source does not say, the month does
--   not count; count_unclear_months finds such months, and counting stops on them. month_bits is the sum of the bits of
--   those months, so that one row says which months they are: months that follow one another have bits each twice the
--   one before, so those of a run are twice the last less the first. member_key numbers the rows, so that sums over
--   claims group by one number; it is above 0.
WITH month AS (
    SELECT period_key.period_number, service_month.year_month, service_month.month_bit
    FROM service_month
    INNER JOIN period_key ON period_key.period = service_month.period
),
counted AS (
    SELECT
        run.period_number,
        run.person,
        run.type_number,
        CAST(sum(run.months) AS INTEGER) AS months,
        CAST(sum(ending.month_bit * 2 - beginning.month_bit) AS BIGINT) AS month_bits
    FROM period_run AS run
    INNER JOIN month AS beginning
        ON beginning.period_number = run.period_number AND beginning.year_month = run.first_month
    INNER JOIN month AS ending
        ON ending.period_number = run.period_number AND ending.year_month = run.last_month
    WHERE
        ($part_a = 0 OR coalesce(run.part_a, 0) = 1)
        AND ($part_b = 0 OR coalesce(run.part_b, 0) = 1)
        AND ($medicare_advantage = 1 OR coalesce(run.medicare_advantage, 1) = 0)
    GROUP BY run.period_number, run.person, run.type_number
),
most AS (
    SELECT
        (SELECT max(period_number) FROM period_key) + 1 AS periods,
        (SELECT max(type_number) FROM enrollment_type_key) + 1 AS types
)
SELECT
    (counted.person * most.periods + counted.period_number) * most.types + counted.type_number AS member_key,
    counted.period_number,
    counted.person,
    counted.type_number,
    counted.months,
    counted.month_bits
FROM counted
CROSS JOIN most
