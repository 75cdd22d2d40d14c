-- Grain: one row a period, step of designation and person with a designation in force.
-- Inputs: provider_designation, provider_attribution, provider, participant, attribution_step, attribution_window,
--     person_key
-- Columns: period VARCHAR, step INTEGER, person_id VARCHAR, outcome VARCHAR, organization_id VARCHAR,
--     named_kind VARCHAR, named VARCHAR, person_period BIGINT
-- Rule: the designations in force on the step's day: of the person's own choices (and of the payer's for the person)
--     the latest begun, of the payer's monthly attribution that of the latest month between the window's first and
--     that day. Whose it is: the organization named, as which a practice's name counts that is one on the list of
--     participants; else the participant by TIN (that of the clinician in provider where none is given) and NPI. Where
--     no TIN is known, a participant of TIN and NPI is met by the NPI. outcome: organization; outside if it is no
--     participant's; unclear if several designations, or participants, differ. named_kind, named: what is named, by
--     organization, practice, tin or npi; of several the first.
WITH clinician AS (
    SELECT provider.npi, min(provider.tin) AS tin
    FROM provider
    WHERE provider.tin <> ''
    GROUP BY provider.npi
    HAVING count(DISTINCT provider.tin) = 1
),
chosen AS (
    SELECT step.period, step.step, step.as_of_date, designation.person_id, designation.organization_id,
        '' AS practice, designation.tin, designation.npi
    FROM provider_designation AS designation
    JOIN attribution_step AS step
        ON step.rule = designation.designated_by || '_designated'
        AND designation.start_date <= step.as_of_date
        AND (designation.end_date IS NULL OR designation.end_date >= step.as_of_date)
    QUALIFY rank() OVER (
        PARTITION BY step.period, step.step, designation.person_id ORDER BY designation.start_date DESC
    ) = 1
),
monthly AS (
    SELECT step.period, step.step, step.as_of_date, listed.person_id,
        listed.payer_attributed_provider_organization AS organization_id,
        CASE WHEN regexp_matches(listed.payer_attributed_provider_practice, '[A-Za-z]')
            THEN listed.payer_attributed_provider_practice ELSE '' END AS practice,
        CASE WHEN regexp_matches(listed.payer_attributed_provider_practice, '[A-Za-z]')
            THEN '' ELSE listed.payer_attributed_provider_practice END AS tin,
        listed.payer_attributed_provider AS npi
    FROM provider_attribution AS listed
    JOIN attribution_step AS step
        ON step.rule = 'payer_designated'
        AND listed.year_month <= EXTRACT(year FROM step.as_of_date) * 100 + EXTRACT(month FROM step.as_of_date)
    JOIN attribution_window AS span
        ON span.period = step.period
        AND listed.year_month >= EXTRACT(year FROM span.first_date) * 100 + EXTRACT(month FROM span.first_date)
    QUALIFY rank() OVER (PARTITION BY step.period, step.step, listed.person_id ORDER BY listed.year_month DESC) = 1
),
known AS (
    SELECT DISTINCT organization_id
    FROM participant
),
designated AS (
    SELECT DISTINCT
        every.period, every.step, every.as_of_date, every.person_id, every.npi,
        CASE
            WHEN every.organization_id <> '' THEN every.organization_id
            ELSE coalesce(known.organization_id, '')
        END AS organization_id,
        CASE WHEN every.tin <> '' THEN every.tin ELSE coalesce(clinician.tin, '') END AS tin,
        CASE
            WHEN every.organization_id <> '' THEN 'organization'
            WHEN every.practice <> '' THEN 'practice'
            WHEN every.tin <> '' THEN 'tin'
            ELSE 'npi'
        END AS named_kind,
        CASE
            WHEN every.organization_id <> '' THEN every.organization_id
            WHEN every.practice <> '' THEN every.practice
            WHEN every.tin <> '' THEN every.tin
            ELSE every.npi
        END AS named
    FROM (SELECT * FROM chosen UNION ALL SELECT * FROM monthly) AS every
    LEFT JOIN clinician ON clinician.npi = every.npi
    LEFT JOIN known ON known.organization_id = every.practice
),
taking_part AS (
    SELECT
        organization_id, tin, ccn, npi,
        coalesce(first_date, DATE '1000-01-01') AS first_date,
        coalesce(last_date, DATE '9999-12-31') AS last_date
    FROM participant
),
found AS (
    SELECT designated.period, designated.step, designated.person_id, designated.named_kind, designated.named,
        coalesce(known.organization_id, '') AS organization_id
    FROM designated
    LEFT JOIN known ON known.organization_id = designated.organization_id
    WHERE designated.organization_id <> ''
    UNION ALL
    SELECT designated.period, designated.step, designated.person_id, designated.named_kind, designated.named,
        coalesce(taking_part.organization_id, '') AS organization_id
    FROM designated
    LEFT JOIN taking_part
        ON designated.as_of_date BETWEEN taking_part.first_date AND taking_part.last_date
        AND taking_part.ccn = ''
        AND (taking_part.tin IN ('', designated.tin) OR (designated.tin = '' AND taking_part.npi <> ''))
        AND taking_part.npi IN ('', designated.npi)
        AND (taking_part.tin <> '' OR taking_part.npi <> '')
    WHERE designated.organization_id = ''
)
SELECT
    found.period,
    found.step,
    found.person_id,
    CASE
        WHEN min(found.organization_id) <> max(found.organization_id) THEN 'unclear'
        WHEN max(found.organization_id) = '' THEN 'outside'
        ELSE 'organization'
    END AS outcome,
    CASE
        WHEN min(found.organization_id) = max(found.organization_id) THEN max(found.organization_id)
        ELSE ''
    END AS organization_id,
    min(found.named_kind) AS named_kind,
    min(found.named) AS named,
    max(person_key.person * span.periods + span.period_number) AS person_period
FROM found
JOIN attribution_window AS span ON span.period = found.period
LEFT JOIN person_key ON person_key.person_id = found.person_id
GROUP BY found.period, found.step, found.person_id
