-- Grain: one row a person of the population with a month that counts.
-- Inputs: population, truncated_expenditure, member_total; $population_id, $period, $before
-- Columns: person_id VARCHAR, months BIGINT, counted_parts BIGINT, stratum VARCHAR
-- Rule: what a person's year counts after truncation, in parts of a cent, with the months. stratum: thirds of
--   equal size
--   by what people cost in the period before ($before), and `new` for those who were not there then.
WITH counted AS (
    SELECT
        truncated_expenditure.person_id,
        CAST(sum(truncated_expenditure.months) AS BIGINT) AS months,
        CAST(sum(truncated_expenditure.truncated_parts) AS BIGINT) AS counted_parts
    FROM population
    INNER JOIN truncated_expenditure
        ON
            truncated_expenditure.period = population.period
            AND truncated_expenditure.person_id = population.person_id
    WHERE population.population_id = $population_id AND population.period = $period
    GROUP BY truncated_expenditure.person_id
),
earlier AS (
    SELECT person_id, CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total
    WHERE period = $before
    GROUP BY person_id
),
ranked AS (
    SELECT
        counted.person_id,
        row_number() OVER (ORDER BY earlier.expenditure_cents, counted.person_id) AS place,
        count(*) OVER () AS people
    FROM counted
    INNER JOIN earlier ON earlier.person_id = counted.person_id
)
SELECT
    counted.person_id,
    counted.months,
    counted.counted_parts,
    CASE
        WHEN ranked.person_id IS NULL THEN 'new'
        WHEN ranked.place * 3 <= ranked.people THEN 'low'
        WHEN ranked.place * 3 <= ranked.people * 2 THEN 'middle'
        ELSE 'high'
    END AS stratum
FROM counted
LEFT JOIN ranked ON ranked.person_id = counted.person_id
ORDER BY counted.person_id
