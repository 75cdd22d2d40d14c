-- Grain: one row a period, organisation and person who belonged to it, or had a service of it, in the period before.
-- Inputs: period_before, attribution, attribution_total
-- Columns: period VARCHAR, organization_id VARCHAR, person_id VARCHAR
-- Rule: attributed to the organisation in the period before, or at least one qualifying visit with it then.
SELECT period_before.period, attribution.organization_id, attribution.person_id
FROM period_before
JOIN attribution ON attribution.period = period_before.before
WHERE attribution.organization_id <> ''
UNION
SELECT period_before.period, total.candidate_id AS organization_id, total.person_id
FROM period_before
JOIN attribution_total AS total ON total.period = period_before.before
WHERE total.candidate_kind = 'organization' AND total.visits > 0
