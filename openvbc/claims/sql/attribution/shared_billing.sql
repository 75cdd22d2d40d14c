-- Grain: one row an identity (TIN, CCN and NPI of a line) and stretch of days on which it bills for two organizations.
-- Inputs: billing_organization
-- Columns: identity BIGINT, first_date DATE, last_date DATE
-- Rule: services billed then attribute to nobody; whose they are cannot be told.
WITH pair AS (
    SELECT
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
before_it AS (
    SELECT
        pair.*,
        max(last_date) OVER (
            PARTITION BY identity ORDER BY first_date, last_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS until
    FROM pair
),
stretch AS (
    SELECT
        before_it.*,
        sum(CASE WHEN until IS NULL OR first_date > until THEN 1 ELSE 0 END) OVER (
            PARTITION BY identity ORDER BY first_date, last_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch_number
    FROM before_it
)
SELECT identity, min(first_date) AS first_date, max(last_date) AS last_date
FROM stretch
GROUP BY identity, stretch_number
