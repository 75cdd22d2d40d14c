-- Grain: one row a period, person and enrollment type with at least one month that counts.
-- Inputs: member_month, service_month; $part_a, $part_b, $medicare_advantage
-- Columns: member_key BIGINT, period VARCHAR, person_id VARCHAR, enrollment_type VARCHAR, months INTEGER,
--   month_bits BIGINT
-- Rule: a month counts if the person is covered as the contract asks ($part_a = 1: for hospital care; $part_b = 1: for
--   medical care; $medicare_advantage = 0: not in Medicare Advantage). Where the source does not say, the month does
--   not count; count_unclear_months finds such months, and counting stops on them. month_bits is the sum of the bits of
--   those months, so that one row says which months they are; member_key numbers the rows, so that sums over claims
--   group by numbers.
WITH counted AS (
    SELECT
        member_month.period,
        member_month.person_id,
        member_month.enrollment_type,
        CAST(count(*) AS INTEGER) AS months,
        CAST(sum(service_month.month_bit) AS BIGINT) AS month_bits
    FROM member_month
    INNER JOIN service_month
        ON service_month.period = member_month.period AND service_month.year_month = member_month.year_month
    WHERE
        ($part_a = 0 OR coalesce(member_month.part_a, 0) = 1)
        AND ($part_b = 0 OR coalesce(member_month.part_b, 0) = 1)
        AND ($medicare_advantage = 1 OR coalesce(member_month.medicare_advantage, 1) = 0)
    GROUP BY member_month.period, member_month.person_id, member_month.enrollment_type
)
SELECT
    row_number() OVER (ORDER BY period, person_id, enrollment_type) AS member_key,
    period,
    person_id,
    enrollment_type,
    months,
    month_bits
FROM counted
