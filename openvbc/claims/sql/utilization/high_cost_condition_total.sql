-- Grain: one row a population, period and condition of its high-cost members.
-- Inputs: high_cost_member, high_cost_condition
-- Columns: population_id VARCHAR, period VARCHAR, condition_name VARCHAR, members BIGINT, expenditure_cents BIGINT
-- Rule: how many high-cost members have the condition, and what they cost in all. Who has several stands in each.
SELECT
    member.population_id,
    member.period,
    condition.condition_name,
    count(*) AS members,
    CAST(sum(member.expenditure_cents) AS BIGINT) AS expenditure_cents
FROM high_cost_member AS member
INNER JOIN high_cost_condition AS condition
    ON condition.period = member.period AND condition.person_id = member.person_id
GROUP BY member.population_id, member.period, condition.condition_name
