-- Grain: one row a period, person, candidate and type of provider with a qualifying service in the period's windows.
-- Inputs: qualifying_line, add_on_line, attribution_window, attribution_person, billing_candidate
-- Columns: period_number INTEGER, person BIGINT, candidate BIGINT, provider_type INTEGER, allowed_cents BIGINT,
--     visits BIGINT, last_date DATE, expanded_allowed_cents BIGINT, expanded_visits BIGINT, expanded_last_date DATE
-- Rule: services belong to candidates as billing_candidate says. People who are left out are not here, but for those
--     whom another initiative has. A visit is a day with a qualifying service of one candidate and type of provider.
--     The columns without expanded_ are those of the assignment window. Joined as written, largest table first.
WITH line AS (
    SELECT service_list, person, service_date, paid_date, identity, provider_type, allowed_cents
    FROM qualifying_line
    UNION ALL
    SELECT service_list, person, service_date, paid_date, identity, provider_type, allowed_cents
    FROM add_on_line
),
daily AS (
    SELECT
        span.period_number,
        line.person,
        coalesce(shared.candidate, billed.candidate, outside.candidate) AS candidate,
        line.provider_type,
        line.service_date,
        max(CASE WHEN line.service_date >= span.first_date THEN 1 ELSE 0 END) AS in_window,
        CAST(sum(coalesce(line.allowed_cents, 0)) AS BIGINT) AS allowed_cents
    FROM line
    JOIN attribution_window AS span
        ON span.service_list = line.service_list
        AND line.service_date BETWEEN span.expanded_first_date AND span.last_date
        AND (line.paid_date IS NULL OR line.paid_date <= span.paid_through_date)
    JOIN attribution_person AS person
        ON person.period_number = span.period_number
        AND person.person = line.person
        AND person.exclusion IN ('', 'other_initiative')
    JOIN billing_candidate AS outside ON outside.identity = line.identity AND outside.turn = 3
    LEFT JOIN billing_candidate AS shared
        ON shared.identity = line.identity
        AND shared.turn = 1
        AND line.service_date BETWEEN shared.first_date AND shared.last_date
    LEFT JOIN billing_candidate AS billed
        ON billed.identity = line.identity
        AND billed.turn = 2
        AND line.service_date BETWEEN billed.first_date AND billed.last_date
        AND shared.identity IS NULL
    WHERE line.provider_type <> 0
    GROUP BY
        span.period_number,
        line.person,
        coalesce(shared.candidate, billed.candidate, outside.candidate),
        line.provider_type,
        line.service_date
)
SELECT
    period_number,
    person,
    candidate,
    provider_type,
    CAST(sum(CASE WHEN in_window = 1 THEN allowed_cents ELSE 0 END) AS BIGINT) AS allowed_cents,
    CAST(sum(in_window) AS BIGINT) AS visits,
    max(CASE WHEN in_window = 1 THEN service_date END) AS last_date,
    CAST(sum(allowed_cents) AS BIGINT) AS expanded_allowed_cents,
    CAST(count(*) AS BIGINT) AS expanded_visits,
    max(service_date) AS expanded_last_date
FROM daily
GROUP BY period_number, person, candidate, provider_type
