-- Grain: one row a period and enrollment type whose expenditures are truncated.
-- Inputs: member_total, population, truncation_rule
-- Columns: period VARCHAR, enrollment_type VARCHAR, monthly_threshold_parts BIGINT, reference_people BIGINT,
--   reference_months BIGINT
-- Rule: an amount in dollars is that of the rule. A percentile is by nearest rank, weighted by months: the smallest
--   average month in the reference population such that people at or below it have at least that part of all months of
--   the type. Nothing is divided: months at or below x 100,000,000 >= all months x millionths of a per cent. It is
--   looked for in strides of 134,217,728 parts of a cent (some 50 dollars, whose bits below are cleared), then within
--   the stride that reaches it: to put everyone in order would take as long as all else.
WITH reference AS (
    SELECT
        rule.period,
        rule.enrollment_type,
        rule.percentile_millionths,
        total.monthly_parts & CAST(-134217728 AS BIGINT) AS stride,
        total.monthly_parts,
        total.months
    FROM truncation_rule AS rule
    INNER JOIN population
        ON population.population_id = rule.population_id AND population.period = rule.period
    INNER JOIN member_total AS total
        ON
            total.period = rule.period
            AND total.enrollment_type = rule.enrollment_type
            AND total.person_id = population.person_id
    WHERE rule.percentile_millionths > 0
),
strode AS (
    SELECT
        period,
        enrollment_type,
        percentile_millionths,
        stride,
        count(*) AS people,
        CAST(sum(months) AS BIGINT) AS months
    FROM reference
    GROUP BY period, enrollment_type, percentile_millionths, stride
),
summed AS (
    SELECT
        period,
        enrollment_type,
        percentile_millionths,
        stride,
        months,
        CAST(sum(months) OVER (
            PARTITION BY period, enrollment_type
            ORDER BY stride
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS months_at_or_below,
        CAST(sum(months) OVER (PARTITION BY period, enrollment_type) AS BIGINT) AS all_months,
        CAST(sum(people) OVER (PARTITION BY period, enrollment_type) AS BIGINT) AS all_people
    FROM strode
),
reaching AS (
    SELECT
        period,
        enrollment_type,
        percentile_millionths,
        min(stride) AS stride,
        min(months_at_or_below - months) AS months_below,
        max(all_months) AS all_months,
        max(all_people) AS all_people
    FROM summed
    WHERE months_at_or_below * 100000000 >= all_months * percentile_millionths
    GROUP BY period, enrollment_type, percentile_millionths
),
stood AS (
    SELECT
        reaching.period,
        reaching.enrollment_type,
        reaching.percentile_millionths,
        reaching.months_below,
        reaching.all_months,
        reaching.all_people,
        reference.monthly_parts,
        CAST(sum(reference.months) AS BIGINT) AS months
    FROM reaching
    INNER JOIN reference
        ON
            reference.period = reaching.period
            AND reference.enrollment_type = reaching.enrollment_type
            AND reference.stride = reaching.stride
    GROUP BY
        reaching.period,
        reaching.enrollment_type,
        reaching.percentile_millionths,
        reaching.months_below,
        reaching.all_months,
        reaching.all_people,
        reference.monthly_parts
),
ranked AS (
    SELECT
        period,
        enrollment_type,
        percentile_millionths,
        monthly_parts,
        months_below + CAST(sum(months) OVER (
            PARTITION BY period, enrollment_type
            ORDER BY monthly_parts
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS months_at_or_below,
        all_months,
        all_people
    FROM stood
)
SELECT
    period,
    enrollment_type,
    min(monthly_parts) AS monthly_threshold_parts,
    max(all_people) AS reference_people,
    max(all_months) AS reference_months
FROM ranked
WHERE months_at_or_below * 100000000 >= all_months * percentile_millionths
GROUP BY period, enrollment_type
UNION ALL
SELECT
    period,
    enrollment_type,
    monthly_threshold_parts,
    CAST(0 AS BIGINT) AS reference_people,
    CAST(0 AS BIGINT) AS reference_months
FROM truncation_rule
WHERE percentile_millionths = 0
