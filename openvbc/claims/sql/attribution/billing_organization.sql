-- Grain: one row an organization, identity that bills for it (TIN, CCN and NPI of a line) and stretch of days.
-- Inputs: billing_identity, participant
-- Columns: identity BIGINT, organization_id VARCHAR, first_date DATE, last_date DATE
-- Rule: a line is a participant's if every identifier that the participant's row names is the line's. Stretches of one
--     organization and identity that overlap are one. A row that ends before it begins holds on no day.
WITH matched AS (
    SELECT billing.identity, participant.organization_id, participant.first_date,
        participant.last_date
    FROM billing_identity AS billing
    JOIN participant ON participant.tin = billing.tin
    WHERE participant.tin <> ''
        AND participant.ccn IN ('', billing.ccn)
        AND participant.npi IN ('', billing.npi)
    UNION ALL
    SELECT billing.identity, participant.organization_id, participant.first_date,
        participant.last_date
    FROM billing_identity AS billing
    JOIN participant ON participant.ccn = billing.ccn
    WHERE participant.tin = '' AND participant.ccn <> '' AND participant.npi IN ('', billing.npi)
    UNION ALL
    SELECT billing.identity, participant.organization_id, participant.first_date,
        participant.last_date
    FROM billing_identity AS billing
    JOIN participant ON participant.npi = billing.npi
    WHERE participant.tin = '' AND participant.ccn = '' AND participant.npi <> ''
),
dated AS (
    SELECT DISTINCT
        identity, organization_id,
        coalesce(first_date, DATE '1000-01-01') AS first_date,
        coalesce(last_date, DATE '9999-12-31') AS last_date
    FROM matched
    WHERE first_date IS NULL OR last_date IS NULL OR first_date <= last_date
),
begun AS (
    SELECT DISTINCT one.identity, one.organization_id, one.first_date
    FROM dated AS one
    LEFT JOIN dated AS other
        ON other.identity = one.identity AND other.organization_id = one.organization_id
        AND other.first_date < one.first_date AND other.last_date >= one.first_date
    WHERE other.identity IS NULL
),
ended AS (
    SELECT DISTINCT one.identity, one.organization_id, one.last_date
    FROM dated AS one
    LEFT JOIN dated AS other
        ON other.identity = one.identity AND other.organization_id = one.organization_id
        AND other.first_date <= one.last_date AND other.last_date > one.last_date
    WHERE other.identity IS NULL
)
SELECT begun.identity, begun.organization_id, begun.first_date, min(ended.last_date) AS last_date
FROM begun
JOIN ended
    ON ended.identity = begun.identity AND ended.organization_id = begun.organization_id
    AND ended.last_date >= begun.first_date
GROUP BY begun.identity, begun.organization_id, begun.first_date
