-- Grain: one row a population, period and person in it with a month that counts.
-- Inputs: population, member_total, population_key, period_key, person_key
-- Columns: population_id VARCHAR, period VARCHAR, person_id VARCHAR, months BIGINT, expenditure_cents BIGINT,
--   cost_rank BIGINT, members BIGINT
-- Rule: a person's expenditures over all enrollment types. cost_rank: 1 the costliest; equal costs share a rank.
--   members: how many people the population has in the period.
WITH member AS (
    SELECT
        population.population_number,
        population.period_number,
        population.person,
        CAST(sum(member_total.months) AS BIGINT) AS months,
        CAST(sum(member_total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM population
    INNER JOIN member_total
        ON member_total.period_number = population.period_number AND member_total.person = population.person
    GROUP BY population.population_number, population.period_number, population.person
)
SELECT
    population_key.population_id,
    period_key.period,
    person_key.person_id,
    member.months,
    member.expenditure_cents,
    rank() OVER (
        PARTITION BY member.population_number, member.period_number ORDER BY member.expenditure_cents DESC
    ) AS cost_rank,
    count(*) OVER (PARTITION BY member.population_number, member.period_number) AS members
FROM member
INNER JOIN population_key ON population_key.population_number = member.population_number
INNER JOIN period_key ON period_key.period_number = member.period_number
INNER JOIN person_key ON person_key.person = member.person
