-- Grain: one row a kind of services that compete for nobody: shared, unnamed.
-- Inputs: attribution_total
-- Columns: candidate_kind VARCHAR, people BIGINT, allowed_cents BIGINT
-- Rule: services billed by an identity that takes part in two organizations, and services without any identifier.
SELECT
    candidate_kind,
    CAST(count(DISTINCT person_id) AS BIGINT) AS people,
    CAST(sum(expanded_allowed_cents) AS BIGINT) AS allowed_cents
FROM attribution_total
WHERE candidate_kind IN ('shared', 'unnamed')
GROUP BY candidate_kind
ORDER BY candidate_kind
