-- Grain: one row a person whom one visit more or less would bring to the organization, or take from it.
-- Inputs: attribution, member_total, period_key; $period, $organization_id
-- Columns: person_id VARCHAR, stands VARCHAR, visits BIGINT, rival_visits BIGINT, member_months BIGINT,
--   expenditure_cents BIGINT
-- Rule: held: attributed by services, and one visit less at the organization would undo it. within_reach: attributed
--   elsewhere or to nobody, with the organization next, and one visit more there would bring the person. Where allowed
--   amounts are compared, a visit is what the person's visits to the organization were worth on the average: the margin
--   times the visits is held against the amount. visits: at the organization; rival_visits: at who is compared with it.
WITH close_by AS (
    SELECT
        person_id,
        person,
        'held' AS stands,
        visits,
        runner_up_visits AS rival_visits
    FROM attribution
    WHERE
        period = $period
        AND organization_id = $organization_id
        AND reason = 'plurality'
        AND ((measure = 'visits' AND margin <= 1) OR (measure <> 'visits' AND margin * visits <= allowed_cents))
    UNION ALL
    SELECT
        person_id,
        person,
        'within_reach' AS stands,
        runner_up_visits AS visits,
        visits AS rival_visits
    FROM attribution
    WHERE
        period = $period
        AND organization_id <> $organization_id
        AND runner_up_kind = 'organization'
        AND runner_up_id = $organization_id
        AND reason IN ('plurality', 'other_provider_had_more')
        AND (
            (measure = 'visits' AND margin <= 1)
            OR (measure <> 'visits' AND margin * runner_up_visits <= runner_up_allowed_cents)
        )
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
)
SELECT
    close_by.person_id,
    close_by.stands,
    CAST(close_by.visits AS BIGINT) AS visits,
    CAST(close_by.rival_visits AS BIGINT) AS rival_visits,
    counted.months AS member_months,
    counted.expenditure_cents
FROM close_by
JOIN counted ON counted.person = close_by.person
ORDER BY close_by.stands, close_by.person_id
