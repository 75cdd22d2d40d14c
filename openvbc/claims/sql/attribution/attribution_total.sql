-- Grain: one row a period, person, candidate and type of provider with a qualifying service in the period's windows.
-- Inputs: qualifying_line, add_on_line, attribution_window, attribution_person, person_key, billing_identity,
--     billing_organization, shared_billing, qualifying_combination, qualifying_identity
-- Columns: period VARCHAR, person_id VARCHAR, candidate_kind VARCHAR, candidate_id VARCHAR, provider_type VARCHAR,
--     allowed_cents BIGINT, visits BIGINT, last_date DATE, expanded_allowed_cents BIGINT, expanded_visits BIGINT,
--     expanded_last_date DATE
-- Rule: a candidate is an organization, or an outside provider: a facility by its CCN, else the TIN that billed, else
--     the NPI. Services of an identity that bills for two organizations are of kind shared, those without any
--     identifier of kind unnamed: neither competes. People who are left out are not here, but for those whom another
--     initiative has. A visit is a day with a qualifying service of one candidate and type of provider. The columns
--     without expanded_ are those of the assignment window. Joined as written, largest table first.
WITH span AS (
    SELECT
        period,
        row_number() OVER (ORDER BY period) AS period_number,
        service_list,
        first_date,
        expanded_first_date,
        last_date,
        paid_through_date
    FROM attribution_window
),
kind_of_provider AS (
    SELECT known.provider_type, row_number() OVER (ORDER BY known.provider_type) AS type_number
    FROM (
        SELECT provider_type FROM qualifying_identity
        UNION
        SELECT provider_type FROM qualifying_combination
        UNION
        SELECT unattested_provider_type AS provider_type FROM qualifying_combination
    ) AS known
    WHERE known.provider_type <> ''
),
outside AS (
    SELECT
        identity,
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
),
candidate AS (
    SELECT
        known.candidate_kind,
        known.candidate_id,
        row_number() OVER (ORDER BY known.candidate_kind, known.candidate_id) AS candidate
    FROM (
        SELECT candidate_kind, candidate_id FROM outside
        UNION
        SELECT 'organization' AS candidate_kind, organization_id AS candidate_id FROM billing_organization
        UNION
        SELECT 'shared' AS candidate_kind, '' AS candidate_id FROM shared_billing
    ) AS known
),
outside_candidate AS (
    SELECT outside.identity, candidate.candidate
    FROM outside
    JOIN candidate
        ON candidate.candidate_kind = outside.candidate_kind AND candidate.candidate_id = outside.candidate_id
),
billed AS (
    SELECT ours.identity, ours.first_date, ours.last_date, candidate.candidate
    FROM billing_organization AS ours
    JOIN candidate ON candidate.candidate_kind = 'organization' AND candidate.candidate_id = ours.organization_id
),
shared AS (
    SELECT shared_billing.identity, shared_billing.first_date, shared_billing.last_date, candidate.candidate
    FROM shared_billing
    JOIN candidate ON candidate.candidate_kind = 'shared'
),
person AS (
    SELECT span.period_number, person_key.person
    FROM attribution_person
    JOIN span ON span.period = attribution_person.period
    JOIN person_key ON person_key.person_id = attribution_person.person_id
    WHERE attribution_person.exclusion IN ('', 'other_initiative')
),
line AS (
    SELECT service_list, person, service_date, paid_date, identity, provider_type, allowed_cents
    FROM qualifying_line
    UNION ALL
    SELECT service_list, person, service_date, paid_date, identity, provider_type, allowed_cents
    FROM add_on_line
),
placed AS (
    SELECT
        span.period_number,
        line.person,
        coalesce(shared.candidate, billed.candidate, outside_candidate.candidate) AS candidate,
        kind_of_provider.type_number,
        line.service_date,
        CASE WHEN line.service_date >= span.first_date THEN 1 ELSE 0 END AS in_window,
        line.allowed_cents
    FROM line
    JOIN kind_of_provider ON kind_of_provider.provider_type = line.provider_type
    JOIN span
        ON span.service_list = line.service_list
        AND line.service_date BETWEEN span.expanded_first_date AND span.last_date
        AND (line.paid_date IS NULL OR line.paid_date <= span.paid_through_date)
    JOIN person ON person.period_number = span.period_number AND person.person = line.person
    JOIN outside_candidate ON outside_candidate.identity = line.identity
    LEFT JOIN shared
        ON shared.identity = line.identity AND line.service_date BETWEEN shared.first_date AND shared.last_date
    LEFT JOIN billed
        ON billed.identity = line.identity
        AND line.service_date BETWEEN billed.first_date AND billed.last_date
        AND shared.identity IS NULL
),
daily AS (
    SELECT
        period_number, person, candidate, type_number, service_date, in_window,
        CAST(sum(coalesce(allowed_cents, 0)) AS BIGINT) AS allowed_cents
    FROM placed
    GROUP BY period_number, person, candidate, type_number, service_date, in_window
),
total AS (
    SELECT
        period_number,
        person,
        candidate,
        type_number,
        CAST(sum(CASE WHEN in_window = 1 THEN allowed_cents ELSE 0 END) AS BIGINT) AS allowed_cents,
        CAST(sum(in_window) AS BIGINT) AS visits,
        max(CASE WHEN in_window = 1 THEN service_date END) AS last_date,
        CAST(sum(allowed_cents) AS BIGINT) AS expanded_allowed_cents,
        CAST(count(*) AS BIGINT) AS expanded_visits,
        max(service_date) AS expanded_last_date
    FROM daily
    GROUP BY period_number, person, candidate, type_number
)
SELECT
    span.period,
    person_key.person_id,
    candidate.candidate_kind,
    candidate.candidate_id,
    kind_of_provider.provider_type,
    total.allowed_cents,
    total.visits,
    total.last_date,
    total.expanded_allowed_cents,
    total.expanded_visits,
    total.expanded_last_date
FROM total
JOIN span ON span.period_number = total.period_number
JOIN person_key ON person_key.person = total.person
JOIN candidate ON candidate.candidate = total.candidate
JOIN kind_of_provider ON kind_of_provider.type_number = total.type_number
