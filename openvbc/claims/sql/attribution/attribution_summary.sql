-- Grain: one row a period, organization, reason and step.
-- Inputs: attribution
-- Columns: period VARCHAR, organization_id VARCHAR, reason VARCHAR, step INTEGER, step_name VARCHAR, people BIGINT,
--     ties BIGINT, ties_by_identifier BIGINT
-- Rule: how many people. ties: of them, those whom a tie key or the order of identifiers decided; ties_by_identifier:
--     the latter alone.
SELECT
    period,
    organization_id,
    reason,
    step,
    step_name,
    CAST(count(*) AS BIGINT) AS people,
    CAST(sum(CASE WHEN decided_by IN ('', 'measure', 'only_candidate') THEN 0 ELSE 1 END) AS BIGINT) AS ties,
    CAST(sum(CASE WHEN decided_by = 'identifier' THEN 1 ELSE 0 END) AS BIGINT) AS ties_by_identifier
FROM attribution
GROUP BY period, organization_id, reason, step, step_name
