-- Grain: one row a period and person with a month that counts.
-- Inputs: population, member_total, service_month; $own, $others
-- Columns: period VARCHAR, person_id VARCHAR, side VARCHAR, months BIGINT, whole INTEGER, expenditure_cents BIGINT
-- Rule: own: people of the population $own; others: those of $others who are not of $own; neither: everybody else.
--   whole: 1 if every month of the period counts.
WITH member AS (
    SELECT
        period,
        person_id,
        CAST(sum(months) AS BIGINT) AS months,
        CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total
    GROUP BY period, person_id
),
period_length AS (
    SELECT period, count(*) AS months
    FROM service_month
    GROUP BY period
)
SELECT
    member.period,
    member.person_id,
    CASE
        WHEN own_people.person_id IS NOT NULL THEN 'own'
        WHEN other_people.person_id IS NOT NULL THEN 'others'
        ELSE 'neither'
    END AS side,
    member.months,
    CASE WHEN member.months = period_length.months THEN 1 ELSE 0 END AS whole,
    member.expenditure_cents
FROM member
INNER JOIN period_length ON period_length.period = member.period
LEFT JOIN population AS own_people
    ON
        own_people.population_id = $own
        AND own_people.period = member.period
        AND own_people.person_id = member.person_id
LEFT JOIN population AS other_people
    ON
        other_people.population_id = $others
        AND other_people.period = member.period
        AND other_people.person_id = member.person_id
