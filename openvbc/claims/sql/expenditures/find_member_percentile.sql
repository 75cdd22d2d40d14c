-- Grain: one row a period.
-- Inputs: member_total, population, population_key, period_key; $population_id, $percentile_millionths
-- Columns: period VARCHAR, expenditure_cents BIGINT, people BIGINT
-- Rule: a percentile of what people cost in the period, all enrollment types together and not annualized, by nearest
--   rank: the smallest amount such that at least that part of the people of the population are at or below it. Nothing
--   is divided: people at or below x 100,000,000 >= all people x millionths of a per cent.
WITH person AS (
    SELECT
        total.period_number,
        total.person,
        CAST(sum(total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total AS total
    INNER JOIN population
        ON population.period_number = total.period_number AND population.person = total.person
    INNER JOIN population_key ON population_key.population_number = population.population_number
    WHERE population_key.population_id = $population_id
    GROUP BY total.period_number, total.person
),
amount AS (
    SELECT period_number, expenditure_cents, count(*) AS people
    FROM person
    GROUP BY period_number, expenditure_cents
),
ranked AS (
    SELECT
        period_number,
        expenditure_cents,
        CAST(sum(people) OVER (
            PARTITION BY period_number
            ORDER BY expenditure_cents
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS people_at_or_below,
        CAST(sum(people) OVER (PARTITION BY period_number) AS BIGINT) AS all_people
    FROM amount
)
SELECT
    period_key.period,
    min(ranked.expenditure_cents) AS expenditure_cents,
    max(ranked.all_people) AS people
FROM ranked
INNER JOIN period_key ON period_key.period_number = ranked.period_number
WHERE ranked.people_at_or_below * 100000000 >= ranked.all_people * $percentile_millionths
GROUP BY period_key.period
