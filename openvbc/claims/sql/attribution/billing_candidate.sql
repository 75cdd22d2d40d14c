-- Grain: one row an identity, candidate to whom services billed under it can belong, and stretch of days.
-- Inputs: billing_identity, billing_organization, shared_billing
-- Columns: identity BIGINT, turn INTEGER, first_date DATE, last_date DATE, candidate BIGINT, candidate_kind VARCHAR,
--     candidate_id VARCHAR
-- Rule: a candidate is an organization, or an outside provider: a facility by its CCN, else the TIN that billed, else
--     the NPI. Of those to whom a service can belong, that of the lowest turn has it: nobody while the identity bills
--     for two organizations (kind shared), else the organization, else the outside provider. Services without any
--     identifier are of kind unnamed. candidate: the number that stands for kind and identifier, in the order of
--     identifiers, by which a last tie is broken.
WITH claimed AS (
    SELECT identity, 1 AS turn, first_date, last_date, 'shared' AS candidate_kind, '' AS candidate_id
    FROM shared_billing
    UNION ALL
    SELECT identity, 2 AS turn, first_date, last_date, 'organization' AS candidate_kind,
        organization_id AS candidate_id
    FROM billing_organization
    UNION ALL
    SELECT
        identity, 3 AS turn, DATE '1000-01-01' AS first_date, DATE '9999-12-31' AS last_date,
        CASE
            WHEN ccn <> '' THEN 'ccn'
            WHEN tin <> '' THEN 'tin'
            WHEN npi <> '' THEN 'npi'
            ELSE 'unnamed'
        END AS candidate_kind,
        CASE
            WHEN ccn <> '' THEN ccn
            WHEN tin <> '' THEN tin
            ELSE npi
        END AS candidate_id
    FROM billing_identity
)
SELECT
    identity,
    CAST(turn AS INTEGER) AS turn,
    first_date,
    last_date,
    dense_rank() OVER (ORDER BY candidate_id, candidate_kind) AS candidate,
    candidate_kind,
    candidate_id
FROM claimed
