-- Grain: one row a period, person, candidate, type of provider and stretch of 372 days of the period's windows with a
--     qualifying service.
-- Inputs: qualifying_line, add_on_line, qualifying_identity, attribution_window, attribution_day, attribution_person,
--     billing_candidate
-- Columns: period_number INTEGER, person BIGINT, person_period BIGINT, candidate BIGINT, provider_type INTEGER,
--     allowed_cents BIGINT, visits BIGINT, last_date DATE, expanded_allowed_cents BIGINT, expanded_visits BIGINT,
--     expanded_last_date DATE
-- Rule: services belong to candidates as billing_candidate says. People who are left out are not here, but for those
--     whom another initiative has. A visit is a day with a qualifying service of one candidate and type of provider.
--     The columns without expanded_ are those of the assignment window. Each day is a bit of one of six numbers
--     (attribution_day), so that lines are grouped once: how many bits are set is how many days there are. A day is in
--     one stretch only, so amounts and visits of several rows add up. Joined as written, largest table first.
WITH line AS (
    SELECT person, service_date, paid_date, identity_basis, allowed_cents
    FROM qualifying_line
    UNION ALL
    SELECT person, service_date, paid_date, identity_basis, allowed_cents
    FROM add_on_line
),
own AS (
    SELECT
        identity,
        count(*) AS rows_of_days,
        min(first_date) AS first_date,
        max(last_date) AS last_date,
        max(candidate) AS candidate
    FROM billing_candidate
    WHERE turn < 3
    GROUP BY identity
),
billed AS (
    SELECT
        known.identity_basis,
        known.identity,
        known.service_list,
        known.provider_type,
        outside.candidate AS outside_candidate,
        -- NULL where it depends on the day.
        CASE
            WHEN own.identity IS NULL THEN outside.candidate
            WHEN own.rows_of_days = 1 AND own.first_date <= every.first_date
                AND own.last_date >= every.last_date THEN own.candidate
        END AS candidate
    FROM qualifying_identity AS known
    JOIN billing_candidate AS outside ON outside.identity = known.identity
    CROSS JOIN (
        SELECT min(expanded_first_date) AS first_date, max(last_date) AS last_date FROM attribution_window
    ) AS every
    LEFT JOIN own ON own.identity = outside.identity
    WHERE outside.turn = 3 AND known.provider_type <> 0
),
marked AS (
    SELECT
        line.person * day.periods + day.period_number AS person_period,
        coalesce(billed.candidate, shared.candidate, ours.candidate, billed.outside_candidate) AS candidate,
        billed.provider_type,
        day.stretch,
        CAST(sum(coalesce(line.allowed_cents, 0)) AS BIGINT) AS allowed_cents,
        max(line.service_date) AS last_date,
        bit_or(CASE WHEN day.part = 1 THEN day.day_bit ELSE 0 END) AS days_1,
        bit_or(CASE WHEN day.part = 2 THEN day.day_bit ELSE 0 END) AS days_2,
        bit_or(CASE WHEN day.part = 3 THEN day.day_bit ELSE 0 END) AS days_3,
        bit_or(CASE WHEN day.part = 4 THEN day.day_bit ELSE 0 END) AS days_4,
        bit_or(CASE WHEN day.part = 5 THEN day.day_bit ELSE 0 END) AS days_5,
        bit_or(CASE WHEN day.part = 6 THEN day.day_bit ELSE 0 END) AS days_6
    FROM line
    JOIN billed ON billed.identity_basis = line.identity_basis
    JOIN attribution_day AS day
        ON day.service_list = billed.service_list
        AND day.service_date = line.service_date
        AND (line.paid_date IS NULL OR line.paid_date <= day.paid_through_date)
    LEFT JOIN billing_candidate AS shared
        ON shared.identity = CASE WHEN billed.candidate IS NULL THEN billed.identity END
        AND shared.turn = 1
        AND line.service_date BETWEEN shared.first_date AND shared.last_date
    LEFT JOIN billing_candidate AS ours
        ON ours.identity = CASE WHEN billed.candidate IS NULL AND shared.identity IS NULL THEN billed.identity END
        AND ours.turn = 2
        AND line.service_date BETWEEN ours.first_date AND ours.last_date
    GROUP BY
        line.person * day.periods + day.period_number,
        coalesce(billed.candidate, shared.candidate, ours.candidate, billed.outside_candidate),
        billed.provider_type,
        day.stretch
),
counted AS (
    SELECT
        person_period,
        candidate,
        provider_type,
        stretch,
        allowed_cents,
        last_date,
        CAST(bit_count(days_1) AS BIGINT) + CAST(bit_count(days_2) AS BIGINT) + CAST(bit_count(days_3) AS BIGINT)
        + CAST(bit_count(days_4) AS BIGINT) + CAST(bit_count(days_5) AS BIGINT) + CAST(bit_count(days_6) AS BIGINT)
            AS visits
    FROM marked
)
SELECT
    person.period_number,
    person.person,
    counted.person_period,
    counted.candidate,
    counted.provider_type,
    CASE WHEN counted.stretch > 0 THEN counted.allowed_cents ELSE 0 END AS allowed_cents,
    CASE WHEN counted.stretch > 0 THEN counted.visits ELSE 0 END AS visits,
    CASE WHEN counted.stretch > 0 THEN counted.last_date END AS last_date,
    counted.allowed_cents AS expanded_allowed_cents,
    counted.visits AS expanded_visits,
    counted.last_date AS expanded_last_date
FROM counted
JOIN attribution_person AS person ON person.person_period = counted.person_period
WHERE person.services_count = 1
