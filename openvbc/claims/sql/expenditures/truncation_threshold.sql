-- Grain: one row a period and enrollment type whose expenditures are truncated.
-- Inputs: member_total, population, population_key, period_key, enrollment_type_key, truncation_rule
-- Columns: period VARCHAR, enrollment_type VARCHAR, monthly_threshold_parts BIGINT, reference_people BIGINT,
--   reference_months BIGINT
-- Rule: an amount in dollars is that of the rule. A percentile is by nearest rank, weighted by months: the smallest
--   average month in the reference population such that people at or below it have at least that part of all months of
--   the type. Nothing is divided: months at or below x 100,000,000 >= all months x millionths of a per cent. It is
--   looked for in strides of 134,217,728 parts of a cent (some 50 dollars, whose bits below are cleared), then within
--   the stride that reaches it: to put everyone in order would take as long as all else.
WITH rule AS (
    SELECT
        period_key.period_number,
        enrollment_type_key.type_number,
        population_key.population_number,
        truncation_rule.percentile_millionths
    FROM truncation_rule
    INNER JOIN period_key ON period_key.period = truncation_rule.period
    INNER JOIN enrollment_type_key ON enrollment_type_key.enrollment_type = truncation_rule.enrollment_type
    INNER JOIN population_key ON population_key.population_id = truncation_rule.population_id
    WHERE truncation_rule.percentile_millionths > 0
),
reference AS (
    SELECT
        rule.period_number,
        rule.type_number,
        rule.percentile_millionths,
        total.monthly_parts & CAST(-134217728 AS BIGINT) AS stride,
        total.monthly_parts,
        total.months
    FROM rule
    INNER JOIN population
        ON population.population_number = rule.population_number AND population.period_number = rule.period_number
    INNER JOIN member_total AS total
        ON
            total.period_number = rule.period_number
            AND total.type_number = rule.type_number
            AND total.person = population.person
),
strode AS (
    SELECT
        period_number,
        type_number,
        percentile_millionths,
        stride,
        count(*) AS people,
        CAST(sum(months) AS BIGINT) AS months
    FROM reference
    GROUP BY period_number, type_number, percentile_millionths, stride
),
summed AS (
    SELECT
        period_number,
        type_number,
        percentile_millionths,
        stride,
        months,
        CAST(sum(months) OVER (
            PARTITION BY period_number, type_number
            ORDER BY stride
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS months_at_or_below,
        CAST(sum(months) OVER (PARTITION BY period_number, type_number) AS BIGINT) AS all_months,
        CAST(sum(people) OVER (PARTITION BY period_number, type_number) AS BIGINT) AS all_people
    FROM strode
),
reaching AS (
    SELECT
        period_number,
        type_number,
        percentile_millionths,
        min(stride) AS stride,
        min(months_at_or_below - months) AS months_below,
        max(all_months) AS all_months,
        max(all_people) AS all_people
    FROM summed
    WHERE months_at_or_below * 100000000 >= all_months * percentile_millionths
    GROUP BY period_number, type_number, percentile_millionths
),
stood AS (
    SELECT
        reaching.period_number,
        reaching.type_number,
        reaching.percentile_millionths,
        reaching.months_below,
        reaching.all_months,
        reaching.all_people,
        reference.monthly_parts,
        CAST(sum(reference.months) AS BIGINT) AS months
    FROM reaching
    INNER JOIN reference
        ON
            reference.period_number = reaching.period_number
            AND reference.type_number = reaching.type_number
            AND reference.stride = reaching.stride
    GROUP BY
        reaching.period_number,
        reaching.type_number,
        reaching.percentile_millionths,
        reaching.months_below,
        reaching.all_months,
        reaching.all_people,
        reference.monthly_parts
),
ranked AS (
    SELECT
        period_number,
        type_number,
        percentile_millionths,
        monthly_parts,
        months_below + CAST(sum(months) OVER (
            PARTITION BY period_number, type_number
            ORDER BY monthly_parts
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS months_at_or_below,
        all_months,
        all_people
    FROM stood
)
SELECT
    period_key.period,
    enrollment_type_key.enrollment_type,
    min(ranked.monthly_parts) AS monthly_threshold_parts,
    max(ranked.all_people) AS reference_people,
    max(ranked.all_months) AS reference_months
FROM ranked
INNER JOIN period_key ON period_key.period_number = ranked.period_number
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = ranked.type_number
WHERE ranked.months_at_or_below * 100000000 >= ranked.all_months * ranked.percentile_millionths
GROUP BY period_key.period, enrollment_type_key.enrollment_type
UNION ALL
SELECT
    period,
    enrollment_type,
    monthly_threshold_parts,
    CAST(0 AS BIGINT) AS reference_people,
    CAST(0 AS BIGINT) AS reference_months
FROM truncation_rule
WHERE percentile_millionths = 0
