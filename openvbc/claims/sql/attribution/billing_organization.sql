-- Grain: one row an organization, identity that bills for it (TIN, CCN and NPI of a line) and stretch of days.
-- Inputs: billing_identity, participant
-- Columns: identity BIGINT, organization_id VARCHAR, first_date DATE, last_date DATE
-- Rule: a line is a participant's if every identifier that the participant's row names is the line's. Stretches of one
--     organization and identity that overlap are one.
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
    SELECT
        identity, organization_id,
        coalesce(first_date, DATE '1000-01-01') AS first_date,
        coalesce(last_date, DATE '9999-12-31') AS last_date
    FROM matched
),
before_it AS (
    SELECT
        dated.*,
        max(last_date) OVER (
            PARTITION BY identity, organization_id ORDER BY first_date, last_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS until
    FROM dated
),
stretch AS (
    SELECT
        before_it.*,
        sum(CASE WHEN until IS NULL OR first_date > until THEN 1 ELSE 0 END) OVER (
            PARTITION BY identity, organization_id ORDER BY first_date, last_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch_number
    FROM before_it
)
SELECT identity, organization_id, min(first_date) AS first_date, max(last_date) AS last_date
FROM stretch
GROUP BY identity, organization_id, stretch_number
