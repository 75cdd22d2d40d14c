-- Grain: one row a period and identity (TIN, CCN, NPI and specialty of lines) that bills for the organization.
-- Inputs: provider_billing, participant; $organization_id, $first_date, $last_date
-- Columns: period VARCHAR, tin VARCHAR, ccn VARCHAR, npi VARCHAR, specialty_code VARCHAR, lines BIGINT,
--     professional_lines BIGINT, paid_cents BIGINT, ours_paid_cents BIGINT
-- Rule: those who take part on some day from $first_date to $last_date, in every period alike. A line is a
--     participant's if every identifier that the participant's row names is the line's; two rows that name one line
--     count it once. ours_paid_cents: of paid_cents, what was paid for people attributed to the organization.
WITH identity AS (
    SELECT DISTINCT tin, ccn, npi
    FROM provider_billing
),
taking_part AS (
    SELECT tin, ccn, npi
    FROM participant
    WHERE organization_id = $organization_id
        AND coalesce(first_date, DATE '1000-01-01') <= $last_date
        AND coalesce(last_date, DATE '9999-12-31') >= $first_date
),
matched AS (
    SELECT identity.tin, identity.ccn, identity.npi
    FROM identity
    JOIN taking_part ON taking_part.tin = identity.tin
    WHERE taking_part.tin <> ''
        AND taking_part.ccn IN ('', identity.ccn)
        AND taking_part.npi IN ('', identity.npi)
    UNION
    SELECT identity.tin, identity.ccn, identity.npi
    FROM identity
    JOIN taking_part ON taking_part.ccn = identity.ccn
    WHERE taking_part.tin = '' AND taking_part.ccn <> '' AND taking_part.npi IN ('', identity.npi)
    UNION
    SELECT identity.tin, identity.ccn, identity.npi
    FROM identity
    JOIN taking_part ON taking_part.npi = identity.npi
    WHERE taking_part.tin = '' AND taking_part.ccn = '' AND taking_part.npi <> ''
)
SELECT
    billed.period,
    billed.tin,
    billed.ccn,
    billed.npi,
    billed.specialty_code,
    CAST(sum(billed.lines) AS BIGINT) AS lines,
    CAST(sum(billed.professional_lines) AS BIGINT) AS professional_lines,
    CAST(sum(billed.paid_cents) AS BIGINT) AS paid_cents,
    CAST(sum(CASE WHEN billed.ours = 1 THEN billed.paid_cents ELSE 0 END) AS BIGINT) AS ours_paid_cents
FROM provider_billing AS billed
JOIN matched ON matched.tin = billed.tin AND matched.ccn = billed.ccn AND matched.npi = billed.npi
GROUP BY billed.period, billed.tin, billed.ccn, billed.npi, billed.specialty_code
