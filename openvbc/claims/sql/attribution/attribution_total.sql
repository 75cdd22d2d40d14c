-- Grain: one row a period, person, candidate and type of provider with a qualifying service in the period's windows.
-- Inputs: qualifying_line, add_on_line, attribution_window, attribution_person, billing_candidate
-- Columns: period_number INTEGER, person BIGINT, person_period BIGINT, candidate BIGINT, provider_type INTEGER,
--     allowed_cents BIGINT, visits BIGINT, last_date DATE, expanded_allowed_cents BIGINT, expanded_visits BIGINT,
--     expanded_last_date DATE
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
stretch AS (
    SELECT
        identity,
        count(*) AS stretches,
        min(first_date) AS first_date,
        max(last_date) AS last_date,
        max(candidate) AS candidate
    FROM billing_candidate
    WHERE turn < 3
    GROUP BY identity
),
billed AS (
    SELECT
        outside.identity,
        outside.candidate AS outside_candidate,
        -- NULL where it depends on the day.
        CASE
            WHEN stretch.identity IS NULL THEN outside.candidate
            WHEN stretch.stretches = 1 AND stretch.first_date <= every.first_date
                AND stretch.last_date >= every.last_date THEN stretch.candidate
        END AS candidate
    FROM billing_candidate AS outside
    CROSS JOIN (
        SELECT min(expanded_first_date) AS first_date, max(last_date) AS last_date FROM attribution_window
    ) AS every
    LEFT JOIN stretch ON stretch.identity = outside.identity
    WHERE outside.turn = 3
),
daily AS (
    SELECT
        line.person * span.periods + span.period_number AS person_period,
        coalesce(billed.candidate, shared.candidate, ours.candidate, billed.outside_candidate) AS candidate,
        line.provider_type,
        line.service_date,
        max(CASE WHEN line.service_date >= span.first_date THEN 1 ELSE 0 END) AS in_window,
        CAST(sum(coalesce(line.allowed_cents, 0)) AS BIGINT) AS allowed_cents
    FROM line
    JOIN billed ON billed.identity = line.identity
    JOIN attribution_window AS span
        ON span.service_list = line.service_list
        AND line.service_date BETWEEN span.expanded_first_date AND span.last_date
        AND (line.paid_date IS NULL OR line.paid_date <= span.paid_through_date)
    LEFT JOIN billing_candidate AS shared
        ON shared.identity = CASE WHEN billed.candidate IS NULL THEN line.identity END
        AND shared.turn = 1
        AND line.service_date BETWEEN shared.first_date AND shared.last_date
    LEFT JOIN billing_candidate AS ours
        ON ours.identity = CASE WHEN billed.candidate IS NULL AND shared.identity IS NULL THEN line.identity END
        AND ours.turn = 2
        AND line.service_date BETWEEN ours.first_date AND ours.last_date
    WHERE line.provider_type <> 0
    GROUP BY
        line.person * span.periods + span.period_number,
        coalesce(billed.candidate, shared.candidate, ours.candidate, billed.outside_candidate),
        line.provider_type,
        line.service_date
),
summed AS (
    SELECT
        person_period,
        candidate,
        provider_type,
        CAST(sum(CASE WHEN in_window = 1 THEN allowed_cents ELSE 0 END) AS BIGINT) AS allowed_cents,
        count(CASE WHEN in_window = 1 THEN 1 END) AS visits,
        max(CASE WHEN in_window = 1 THEN service_date END) AS last_date,
        CAST(sum(allowed_cents) AS BIGINT) AS expanded_allowed_cents,
        count(*) AS expanded_visits,
        max(service_date) AS expanded_last_date
    FROM daily
    GROUP BY person_period, candidate, provider_type
)
SELECT person.period_number, person.person, summed.*
FROM summed
JOIN attribution_person AS person ON person.person_period = summed.person_period
WHERE person.services_count = 1
