-- Grain: one row a kind of services that compete for nobody: shared, unnamed.
-- Inputs: attribution_total, billing_candidate
-- Columns: candidate_kind VARCHAR, people BIGINT, allowed_cents BIGINT
-- Rule: services billed by an identity that takes part in two organizations, and services without any identifier.
WITH neutral AS (
    SELECT DISTINCT candidate, candidate_kind
    FROM billing_candidate
    WHERE candidate_kind IN ('shared', 'unnamed')
)
SELECT
    neutral.candidate_kind,
    CAST(count(DISTINCT total.person) AS BIGINT) AS people,
    CAST(sum(total.expanded_allowed_cents) AS BIGINT) AS allowed_cents
FROM attribution_total AS total
JOIN neutral ON neutral.candidate = total.candidate
GROUP BY neutral.candidate_kind
ORDER BY neutral.candidate_kind
