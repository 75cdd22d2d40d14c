-- Grain: one row a person of the population with a month that counts.
-- Inputs: ranked_member; $population_id, $period
-- Columns: person_id VARCHAR, months BIGINT, expenditure_cents BIGINT, cost_rank BIGINT
-- Rule: the costliest first.
SELECT person_id, months, expenditure_cents, cost_rank
FROM ranked_member
WHERE population_id = $population_id AND period = $period
ORDER BY expenditure_cents DESC, person_id
