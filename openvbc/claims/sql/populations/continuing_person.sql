-- Grain: one row a period, organization and person who belonged to it, or had a service of it, in the period before.
-- Inputs: period_before, period_key, attribution, attribution_window, qualifying_line, qualifying_identity,
--   billing_organization, shared_billing
-- Columns: period_number INTEGER, organization_id VARCHAR, person BIGINT
-- Rule: attributed to the organization in the period before, or at least one qualifying service of it in the assignment
--     window of then, also of people who were left out then. Services under an identifier that takes part in two
--     organizations are nobody's, as they are in attribution. Nothing without period_before.
SELECT period_key.period_number, attribution.organization_id, attribution.person
FROM period_before
JOIN period_key ON period_key.period = period_before.period
JOIN attribution ON attribution.period = period_before.before
WHERE attribution.organization_id <> ''
UNION
SELECT period_key.period_number, ours.organization_id, line.person
FROM period_before
JOIN period_key ON period_key.period = period_before.period
JOIN attribution_window AS span ON span.period = period_before.before
JOIN qualifying_identity AS known ON known.service_list = span.service_list AND known.provider_type <> 0
JOIN qualifying_line AS line
    ON line.identity_basis = known.identity_basis
    AND line.service_date BETWEEN span.first_date AND span.last_date
    AND (line.paid_date IS NULL OR line.paid_date <= span.paid_through_date)
JOIN billing_organization AS ours
    ON ours.identity = known.identity
    AND line.service_date BETWEEN ours.first_date AND ours.last_date
LEFT JOIN shared_billing AS shared
    ON shared.identity = known.identity
    AND line.service_date BETWEEN shared.first_date AND shared.last_date
WHERE shared.identity IS NULL
