-- Grain: one row an identity (TIN, CCN and NPI of a line) and stretch of days on which it bills for two organizations.
-- Inputs: billing_organization
-- Columns: identity BIGINT, first_date DATE, last_date DATE
-- Rule: services billed then attribute to nobody; whose they are cannot be told.
WITH pair AS (
    SELECT DISTINCT
        one.identity,
        greatest(one.first_date, other.first_date) AS first_date,
        least(one.last_date, other.last_date) AS last_date
    FROM billing_organization AS one
    JOIN billing_organization AS other
        ON other.identity = one.identity
    WHERE one.organization_id < other.organization_id
        AND one.first_date <= other.last_date
        AND other.first_date <= one.last_date
),
begun AS (
    SELECT DISTINCT one.identity, one.first_date
    FROM pair AS one
    LEFT JOIN pair AS other
        ON other.identity = one.identity
        AND other.first_date < one.first_date AND other.last_date >= one.first_date
    WHERE other.identity IS NULL
),
ended AS (
    SELECT DISTINCT one.identity, one.last_date
    FROM pair AS one
    LEFT JOIN pair AS other
        ON other.identity = one.identity
        AND other.first_date <= one.last_date AND other.last_date > one.last_date
    WHERE other.identity IS NULL
)
SELECT begun.identity, begun.first_date, min(ended.last_date) AS last_date
FROM begun
JOIN ended ON ended.identity = begun.identity AND ended.last_date >= begun.first_date
GROUP BY begun.identity, begun.first_date
