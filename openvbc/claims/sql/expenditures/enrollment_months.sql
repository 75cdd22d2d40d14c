-- Grain: one row a period, person and enrollment type with at least one month that counts.
-- Inputs: period_run, service_month; $part_a, $part_b, $medicare_advantage
-- Columns: member_key BIGINT, period VARCHAR, person_id VARCHAR, enrollment_type VARCHAR, months INTEGER,
--   month_bits BIGINT
-- Rule: a month counts if the person is covered as the contract asks ($part_a = 1: for hospital care; $part_b = 1: for
--   medical care; $medicare_advantage = 0: not in Medicare Advantage). Where the source does not say, the month does
--   not count; count_unclear_months finds such months, and counting stops on them. month_bits is the sum of the bits of
--   those months, so that one row says which months they are: months that follow one another have bits each twice the
--   one before, so those of a run are twice the last less the first. member_key numbers the rows, so that sums over
--   claims group by numbers.
WITH counted AS (
    SELECT
        run.period,
        run.person_id,
        run.enrollment_type,
        CAST(sum(run.months) AS INTEGER) AS months,
        CAST(sum(ending.month_bit * 2 - beginning.month_bit) AS BIGINT) AS month_bits
    FROM period_run AS run
    INNER JOIN service_month AS beginning
        ON beginning.period = run.period AND beginning.year_month = run.first_month
    INNER JOIN service_month AS ending
        ON ending.period = run.period AND ending.year_month = run.last_month
    WHERE
        ($part_a = 0 OR coalesce(run.part_a, 0) = 1)
        AND ($part_b = 0 OR coalesce(run.part_b, 0) = 1)
        AND ($medicare_advantage = 1 OR coalesce(run.medicare_advantage, 1) = 0)
    GROUP BY run.period, run.person_id, run.enrollment_type
)
SELECT
    row_number() OVER (ORDER BY period, person_id, enrollment_type) AS member_key,
    period,
    person_id,
    enrollment_type,
    months,
    month_bits
FROM counted
