-- Grain: one row a population, period and person in it with a month that counts.
-- Inputs: population, member_total
-- Columns: population_id VARCHAR, period VARCHAR, person_id VARCHAR, months BIGINT, expenditure_cents BIGINT,
--   cost_rank BIGINT, members BIGINT
-- Rule: a person's expenditures over all enrollment types. cost_rank: 1 the costliest; equal costs share a rank.
--   members: how many people the population has in the period.
WITH member AS (
    SELECT
        population.population_id,
        population.period,
        population.person_id,
        CAST(sum(member_total.months) AS BIGINT) AS months,
        CAST(sum(member_total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM population
    INNER JOIN member_total
        ON member_total.period = population.period AND member_total.person_id = population.person_id
    GROUP BY population.population_id, population.period, population.person_id
)
SELECT
    population_id,
    period,
    person_id,
    months,
    expenditure_cents,
    rank() OVER (PARTITION BY population_id, period ORDER BY expenditure_cents DESC) AS cost_rank,
    count(*) OVER (PARTITION BY population_id, period) AS members
FROM member
