-- Grain: one row a person of the organization, with the TIN and clinician on whose panel; '' and '' for nobody's.
-- Inputs: attribution, qualifying_line, qualifying_identity, attribution_window, billing_organization,
--     billing_identity, person_key, member_total, period_key; $period, $organization_id
-- Columns: person_id VARCHAR, tin VARCHAR, npi VARCHAR, member_months BIGINT, expenditure_cents BIGINT
-- Rule: of the organization's own services that qualify in the assignment window, the TIN and clinician with the most
--     allowed have the person on their panel; of equal ones those with more visits, then the lowest identifiers. Months
--     and expenditures are those that count of the period. Who was attributed without such a service is on nobody's.
WITH placed AS (
    SELECT
        person_key.person_id,
        billing_identity.tin,
        billing_identity.npi,
        CAST(sum(coalesce(line.allowed_cents, 0)) AS BIGINT) AS allowed_cents,
        count(DISTINCT line.service_date) AS visits
    FROM qualifying_line AS line
    JOIN qualifying_identity AS known ON known.identity_basis = line.identity_basis
    JOIN attribution_window
        ON attribution_window.service_list = known.service_list
        AND line.service_date BETWEEN attribution_window.first_date AND attribution_window.last_date
        AND (line.paid_date IS NULL OR line.paid_date <= attribution_window.paid_through_date)
    JOIN billing_organization AS ours
        ON ours.identity = known.identity
        AND line.service_date BETWEEN ours.first_date AND ours.last_date
    JOIN billing_identity ON billing_identity.identity = known.identity
    JOIN person_key ON person_key.person = line.person
    WHERE attribution_window.period = $period
        AND ours.organization_id = $organization_id
        AND known.provider_type <> 0
    GROUP BY person_key.person_id, billing_identity.tin, billing_identity.npi
),
panel AS (
    SELECT person_id, tin, npi
    FROM placed
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY allowed_cents DESC, visits DESC, tin, npi) = 1
),
counted AS (
    SELECT
        total.person,
        CAST(sum(total.months) AS BIGINT) AS months,
        CAST(sum(total.expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total AS total
    JOIN period_key ON period_key.period_number = total.period_number
    WHERE period_key.period = $period
    GROUP BY total.person
),
own AS (
    SELECT person_id, person
    FROM attribution
    WHERE period = $period AND organization_id = $organization_id
)
SELECT
    own.person_id,
    coalesce(panel.tin, '') AS tin,
    coalesce(panel.npi, '') AS npi,
    CAST(coalesce(counted.months, 0) AS BIGINT) AS member_months,
    CAST(coalesce(counted.expenditure_cents, 0) AS BIGINT) AS expenditure_cents
FROM own
LEFT JOIN panel ON panel.person_id = own.person_id
LEFT JOIN counted ON counted.person = own.person
ORDER BY tin, npi, own.person_id
