-- Grain: one row a population and period.
-- Inputs: ranked_member, high_cost_member
-- Columns: population_id VARCHAR, period VARCHAR, members BIGINT, member_months BIGINT, expenditure_cents BIGINT,
--   high_members BIGINT, high_cents BIGINT, least_high_cents BIGINT
-- Rule: what the high-cost members cost beside all; least_high_cents: what the last of them cost, 0 if there is
--   none.
WITH high AS (
    SELECT
        population_id,
        period,
        count(*) AS members,
        CAST(sum(expenditure_cents) AS BIGINT) AS cents,
        min(expenditure_cents) AS least_cents
    FROM high_cost_member
    GROUP BY population_id, period
)
SELECT
    ranked_member.population_id,
    ranked_member.period,
    count(*) AS members,
    CAST(sum(ranked_member.months) AS BIGINT) AS member_months,
    CAST(sum(ranked_member.expenditure_cents) AS BIGINT) AS expenditure_cents,
    coalesce(max(high.members), 0) AS high_members,
    coalesce(max(high.cents), 0) AS high_cents,
    coalesce(max(high.least_cents), 0) AS least_high_cents
FROM ranked_member
LEFT JOIN high ON high.population_id = ranked_member.population_id AND high.period = ranked_member.period
GROUP BY ranked_member.population_id, ranked_member.period
