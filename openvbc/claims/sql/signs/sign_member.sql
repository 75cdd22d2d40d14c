-- Grain: one row a period and person with a month that counts.
-- Inputs: population, population_key, member_total, service_month, period_key, person_key; $own, $others
-- Columns: period VARCHAR, person_id VARCHAR, side VARCHAR, months BIGINT, whole INTEGER, expenditure_cents BIGINT
-- Rule: own: people of the population $own; others: those of $others who are not of $own; neither: everybody else.
--   whole: 1 if every month of the period counts.
WITH member AS (
    SELECT
        period_number,
        person,
        CAST(sum(months) AS BIGINT) AS months,
        CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total
    GROUP BY period_number, person
),
period_length AS (
    SELECT period_key.period_number, period_key.period, count(*) AS months
    FROM service_month
    INNER JOIN period_key ON period_key.period = service_month.period
    GROUP BY period_key.period_number, period_key.period
),
side AS (
    SELECT population_key.population_id, population.period_number, population.person
    FROM population
    INNER JOIN population_key ON population_key.population_number = population.population_number
    WHERE population_key.population_id IN ($own, $others)
)
SELECT
    period_length.period,
    person_key.person_id,
    CASE
        WHEN own_people.person IS NOT NULL THEN 'own'
        WHEN other_people.person IS NOT NULL THEN 'others'
        ELSE 'neither'
    END AS side,
    member.months,
    CASE WHEN member.months = period_length.months THEN 1 ELSE 0 END AS whole,
    member.expenditure_cents
FROM member
INNER JOIN period_length ON period_length.period_number = member.period_number
INNER JOIN person_key ON person_key.person = member.person
LEFT JOIN side AS own_people
    ON
        own_people.population_id = $own
        AND own_people.period_number = member.period_number
        AND own_people.person = member.person
LEFT JOIN side AS other_people
    ON
        other_people.population_id = $others
        AND other_people.period_number = member.period_number
        AND other_people.person = member.person
