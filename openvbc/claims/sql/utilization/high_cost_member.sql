-- Grain: one row a population, period and high-cost member.
-- Inputs: ranked_member, member_total, member_expenditure, discharged_stay, event_day, period_before, period_key,
--   person_key, service_category; $share
-- Columns: population_id VARCHAR, period VARCHAR, person_id VARCHAR, months BIGINT, expenditure_cents BIGINT,
--   cost_rank BIGINT, stays BIGINT, emergency_visits BIGINT, largest_category VARCHAR, largest_category_cents BIGINT,
--   standing VARCHAR, months_before BIGINT, expenditure_cents_before BIGINT, rank_before BIGINT
-- Rule: nearest rank: of n members, all who cost as much as the one at n times the share, rounded up; $share is in
--   parts of 10,000. Whoever cost nothing is not among them. standing: again (also high-cost in the period before),
--   newly (not then), new_member (no month that counts then), unknown (the period before is not counted). What is
--   said of the period before is 0 where the person had no month then; rank_before is 0 where the person was not in
--   the population.
WITH high AS (
    SELECT population_id, period, person_id, months, expenditure_cents, cost_rank
    FROM ranked_member
    WHERE (cost_rank - 1) * 10000 < members * $share AND expenditure_cents > 0
),
cost AS (
    SELECT
        period_key.period,
        total.person,
        CAST(sum(total.months) AS BIGINT) AS months,
        CAST(sum(total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total AS total
    INNER JOIN period_key ON period_key.period_number = total.period_number
    GROUP BY period_key.period, total.person
),
category AS (
    SELECT
        member.period_number,
        member.person,
        service_category.category,
        CAST(sum(member.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_expenditure AS member
    INNER JOIN service_category ON service_category.category_number = member.category_number
    GROUP BY member.period_number, member.person, service_category.category
),
largest AS (
    SELECT period_number, person, category, expenditure_cents
    FROM category
    QUALIFY row_number() OVER (PARTITION BY period_number, person ORDER BY expenditure_cents DESC, category) = 1
),
stay AS (
    SELECT period_number, person, count(*) AS stays
    FROM discharged_stay
    WHERE inpatient = 1
    GROUP BY period_number, person
),
visit AS (
    SELECT period_number, person, count(*) AS visits
    FROM event_day
    WHERE measure = 'emergency' AND admitted = 0
    GROUP BY period_number, person
)
SELECT
    high.population_id,
    high.period,
    high.person_id,
    high.months,
    high.expenditure_cents,
    high.cost_rank,
    coalesce(stay.stays, 0) AS stays,
    coalesce(visit.visits, 0) AS emergency_visits,
    coalesce(largest.category, '') AS largest_category,
    coalesce(largest.expenditure_cents, 0) AS largest_category_cents,
    CASE
        WHEN period_before.before IS NULL THEN 'unknown'
        WHEN high_before.person_id IS NOT NULL THEN 'again'
        WHEN cost.person IS NULL THEN 'new_member'
        ELSE 'newly'
    END AS standing,
    coalesce(cost.months, 0) AS months_before,
    coalesce(cost.expenditure_cents, 0) AS expenditure_cents_before,
    coalesce(ranked_before.cost_rank, 0) AS rank_before
FROM high
INNER JOIN period_key ON period_key.period = high.period
INNER JOIN person_key ON person_key.person_id = high.person_id
LEFT JOIN period_before ON period_before.period = high.period
LEFT JOIN cost ON cost.period = period_before.before AND cost.person = person_key.person
LEFT JOIN ranked_member AS ranked_before
    ON
        ranked_before.population_id = high.population_id
        AND ranked_before.period = period_before.before
        AND ranked_before.person_id = high.person_id
LEFT JOIN high AS high_before
    ON
        high_before.population_id = high.population_id
        AND high_before.period = period_before.before
        AND high_before.person_id = high.person_id
LEFT JOIN largest ON largest.period_number = period_key.period_number AND largest.person = person_key.person
LEFT JOIN stay ON stay.period_number = period_key.period_number AND stay.person = person_key.person
LEFT JOIN visit ON visit.period_number = period_key.period_number AND visit.person = person_key.person
