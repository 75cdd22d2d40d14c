-- Grain: one row a period.
-- Inputs: member_total, population; $population_id, $percentile_millionths
-- Columns: period VARCHAR, expenditure_cents BIGINT, people BIGINT
-- Rule: a percentile of what people cost in the period, all enrollment types together and not annualized, by nearest
--   rank: the smallest amount such that at least that part of the people of the population are at or below it. Nothing
--   is divided: people at or below x 100,000,000 >= all people x millionths of a per cent.
WITH person AS (
    SELECT
        total.period,
        total.person_id,
        CAST(sum(total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total AS total
    INNER JOIN population
        ON population.period = total.period AND population.person_id = total.person_id
    WHERE population.population_id = $population_id
    GROUP BY total.period, total.person_id
),
amount AS (
    SELECT period, expenditure_cents, count(*) AS people
    FROM person
    GROUP BY period, expenditure_cents
),
ranked AS (
    SELECT
        period,
        expenditure_cents,
        CAST(sum(people) OVER (
            PARTITION BY period
            ORDER BY expenditure_cents
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS people_at_or_below,
        CAST(sum(people) OVER (PARTITION BY period) AS BIGINT) AS all_people
    FROM amount
)
SELECT
    period,
    min(expenditure_cents) AS expenditure_cents,
    max(all_people) AS people
FROM ranked
WHERE people_at_or_below * 100000000 >= all_people * $percentile_millionths
GROUP BY period
