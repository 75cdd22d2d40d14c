-- Grain: one row a period, person, candidate and type of provider with a qualifying service in the period's windows.
-- Inputs: qualifying_line, add_on_line, attribution_window, attribution_person, billing_organization, shared_billing
-- Columns: period VARCHAR, person_id VARCHAR, candidate_kind VARCHAR, candidate_id VARCHAR, provider_type VARCHAR,
--     allowed_cents BIGINT, visits BIGINT, last_date DATE, expanded_allowed_cents BIGINT, expanded_visits BIGINT,
--     expanded_last_date DATE
-- Rule: a candidate is an organization, or an outside provider: a facility by its CCN, else the TIN that billed, else
--     the NPI. Services of an identity that bills for two organizations are of kind shared, those without any
--     identifier of kind unnamed: neither competes. People who are left out are not here, but for those whom another
--     initiative has. A visit is a day with a qualifying service of one candidate and type of provider. The columns
--     without expanded_ are those of the assignment window. Joined as written, largest table first.
WITH line AS (
    SELECT service_list, person_id, service_date, paid_date, tin, ccn, npi, provider_type, allowed_cents
    FROM qualifying_line
    WHERE provider_type <> ''
    UNION ALL
    SELECT service_list, person_id, service_date, paid_date, tin, ccn, npi, provider_type, allowed_cents
    FROM add_on_line
    WHERE provider_type <> ''
),
placed AS (
    SELECT
        attribution_window.period,
        line.person_id,
        CASE
            WHEN shared.tin IS NOT NULL THEN 'shared'
            WHEN ours.organization_id IS NOT NULL THEN 'organization'
            WHEN line.ccn <> '' THEN 'ccn'
            WHEN line.tin <> '' THEN 'tin'
            WHEN line.npi <> '' THEN 'npi'
            ELSE 'unnamed'
        END AS candidate_kind,
        CASE
            WHEN shared.tin IS NOT NULL THEN ''
            WHEN ours.organization_id IS NOT NULL THEN ours.organization_id
            WHEN line.ccn <> '' THEN line.ccn
            WHEN line.tin <> '' THEN line.tin
            ELSE line.npi
        END AS candidate_id,
        line.provider_type,
        line.service_date,
        CASE WHEN line.service_date >= attribution_window.first_date THEN 1 ELSE 0 END AS in_window,
        line.allowed_cents
    FROM line
    JOIN attribution_window
        ON attribution_window.service_list = line.service_list
        AND line.service_date BETWEEN attribution_window.expanded_first_date AND attribution_window.last_date
        AND (line.paid_date IS NULL OR line.paid_date <= attribution_window.paid_through_date)
    JOIN attribution_person AS person
        ON person.period = attribution_window.period
        AND person.person_id = line.person_id
        AND person.exclusion IN ('', 'other_initiative')
    LEFT JOIN shared_billing AS shared
        ON shared.tin = line.tin AND shared.ccn = line.ccn AND shared.npi = line.npi
        AND line.service_date BETWEEN shared.first_date AND shared.last_date
    LEFT JOIN billing_organization AS ours
        ON ours.tin = line.tin AND ours.ccn = line.ccn AND ours.npi = line.npi
        AND line.service_date BETWEEN ours.first_date AND ours.last_date
        AND shared.tin IS NULL
),
daily AS (
    SELECT
        period, person_id, candidate_kind, candidate_id, provider_type, service_date, in_window,
        CAST(sum(coalesce(allowed_cents, 0)) AS BIGINT) AS allowed_cents
    FROM placed
    GROUP BY period, person_id, candidate_kind, candidate_id, provider_type, service_date, in_window
)
SELECT
    period,
    person_id,
    candidate_kind,
    candidate_id,
    provider_type,
    CAST(sum(CASE WHEN in_window = 1 THEN allowed_cents ELSE 0 END) AS BIGINT) AS allowed_cents,
    CAST(sum(in_window) AS BIGINT) AS visits,
    max(CASE WHEN in_window = 1 THEN service_date END) AS last_date,
    CAST(sum(allowed_cents) AS BIGINT) AS expanded_allowed_cents,
    CAST(count(*) AS BIGINT) AS expanded_visits,
    max(service_date) AS expanded_last_date
FROM daily
GROUP BY period, person_id, candidate_kind, candidate_id, provider_type
