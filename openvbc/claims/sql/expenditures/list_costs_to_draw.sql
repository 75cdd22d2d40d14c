-- Grain: one row a person of the population with a month that counts.
-- Inputs: population, truncated_expenditure, member_total, population_key, period_key; $population_id, $period, $before
-- Columns: person_id VARCHAR, months BIGINT, counted_parts BIGINT, stratum VARCHAR
-- Rule: what a person's year counts after truncation, in parts of a cent, with the months. stratum: thirds of
--   equal size
--   by what people cost in the period before ($before), and `new` for those who were not there then.
WITH counted AS (
    SELECT
        truncated_expenditure.person_id,
        truncated_expenditure.person,
        CAST(sum(truncated_expenditure.months) AS BIGINT) AS months,
        CAST(sum(truncated_expenditure.truncated_parts) AS BIGINT) AS counted_parts
    FROM population
    INNER JOIN truncated_expenditure
        ON
            truncated_expenditure.period_number = population.period_number
            AND truncated_expenditure.person = population.person
    INNER JOIN population_key ON population_key.population_number = population.population_number
    WHERE population_key.population_id = $population_id AND truncated_expenditure.period = $period
    GROUP BY truncated_expenditure.person_id, truncated_expenditure.person
),
earlier AS (
    SELECT total.person, CAST(sum(total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total AS total
    INNER JOIN period_key ON period_key.period_number = total.period_number
    WHERE period_key.period = $before
    GROUP BY total.person
),
ranked AS (
    SELECT
        counted.person,
        row_number() OVER (ORDER BY earlier.expenditure_cents, counted.person_id) AS place,
        count(*) OVER () AS people
    FROM counted
    INNER JOIN earlier ON earlier.person = counted.person
)
SELECT
    counted.person_id,
    counted.months,
    counted.counted_parts,
    CASE
        WHEN ranked.person IS NULL THEN 'new'
        WHEN ranked.place * 3 <= ranked.people THEN 'low'
        WHEN ranked.place * 3 <= ranked.people * 2 THEN 'middle'
        ELSE 'high'
    END AS stratum
FROM counted
LEFT JOIN ranked ON ranked.person = counted.person
ORDER BY counted.person_id
