-- Grain: one row a period, person, sign and item: two whole numbers whose totals are held against each other.
-- Inputs: sign_member, sign_event, sign_measure, event_day, discharged_stay, period_key, person_key, claim_diagnosis,
--   count_period, reversed_claim, risk_score, measure_result; $current, $before, $code_type, $score_current,
--   $score_before, $rule_set
-- Columns: period VARCHAR, person_id VARCHAR, sign VARCHAR, item VARCHAR, amount BIGINT, base BIGINT
-- Rule: use: events of the item over months. access: whether there was one, over 1, of people with every month of the
--   period. cost: cents over months, in $before. coding: of people with every month of both periods, in $current: the
--   risk score from its diagnoses over that from those of $before; different categories of diagnoses (the first three
--   characters) in it over those in $before. quality: cases that meet the measure over cases that count.
WITH item AS (
    SELECT DISTINCT item FROM sign_event
),
counted_event AS (
    SELECT event_day.period_number, event_day.person, sign_event.item, count(*) AS events
    FROM event_day
    INNER JOIN sign_event ON sign_event.measure = event_day.measure AND sign_event.stays = 0
    GROUP BY event_day.period_number, event_day.person, sign_event.item
    UNION ALL
    SELECT discharged_stay.period_number, discharged_stay.person, sign_event.item, count(*) AS events
    FROM discharged_stay
    INNER JOIN sign_event ON sign_event.measure = discharged_stay.stay_kind AND sign_event.stays = 1
    GROUP BY discharged_stay.period_number, discharged_stay.person, sign_event.item
),
event AS (
    SELECT period_key.period, person_key.person_id, counted_event.item, counted_event.events
    FROM counted_event
    INNER JOIN period_key ON period_key.period_number = counted_event.period_number
    INNER JOIN person_key ON person_key.person = counted_event.person
),
used AS (
    SELECT
        member.period,
        member.person_id,
        member.months,
        member.whole,
        item.item,
        coalesce(event.events, 0) AS events
    FROM sign_member AS member
    CROSS JOIN item
    LEFT JOIN event
        ON event.period = member.period AND event.person_id = member.person_id AND event.item = item.item
    WHERE member.side <> 'neither'
),
through_both AS (
    SELECT later.period, later.person_id
    FROM sign_member AS later
    INNER JOIN sign_member AS earlier
        ON earlier.period = $before AND earlier.person_id = later.person_id AND earlier.whole = 1
    WHERE later.period = $current AND later.whole = 1 AND later.side <> 'neither'
),
coded AS (
    SELECT
        count_period.period,
        claim_diagnosis.person_id,
        count(DISTINCT substr(claim_diagnosis.diagnosis_code, 1, 3)) AS categories
    FROM claim_diagnosis
    INNER JOIN count_period
        ON claim_diagnosis.claim_end_date BETWEEN count_period.first_date AND count_period.last_date
    LEFT JOIN reversed_claim
        ON
            reversed_claim.claim_id = claim_diagnosis.claim_id
            AND reversed_claim.data_source = claim_diagnosis.data_source
    WHERE claim_diagnosis.diagnosis_code_type = $code_type AND reversed_claim.claim_id IS NULL
    GROUP BY count_period.period, claim_diagnosis.person_id
)
SELECT
    period,
    person_id,
    'use' AS sign,
    item,
    CAST(events AS BIGINT) AS amount,
    months AS base
FROM used
UNION ALL
SELECT
    period,
    person_id,
    'access' AS sign,
    item,
    CAST(CASE WHEN events > 0 THEN 1 ELSE 0 END AS BIGINT) AS amount,
    CAST(1 AS BIGINT) AS base
FROM used
WHERE whole = 1
UNION ALL
SELECT
    period,
    person_id,
    'cost' AS sign,
    'cost' AS item,
    expenditure_cents AS amount,
    months AS base
FROM sign_member
WHERE period = $before AND side = 'own'
UNION ALL
SELECT
    through_both.period,
    through_both.person_id,
    'coding' AS sign,
    'risk_score' AS item,
    later.raw_millionths AS amount,
    earlier.raw_millionths AS base
FROM through_both
INNER JOIN risk_score AS later
    ON
        later.person_id = through_both.person_id
        AND later.period = $score_current
        AND later.rule_set = $rule_set
        AND later.covered = 1
INNER JOIN risk_score AS earlier
    ON
        earlier.person_id = through_both.person_id
        AND earlier.period = $score_before
        AND earlier.rule_set = $rule_set
        AND earlier.covered = 1
UNION ALL
SELECT
    through_both.period,
    through_both.person_id,
    'coding' AS sign,
    'diagnoses' AS item,
    CAST(coalesce(later.categories, 0) AS BIGINT) AS amount,
    CAST(coalesce(earlier.categories, 0) AS BIGINT) AS base
FROM through_both
LEFT JOIN coded AS later ON later.period = $current AND later.person_id = through_both.person_id
LEFT JOIN coded AS earlier ON earlier.period = $before AND earlier.person_id = through_both.person_id
UNION ALL
SELECT
    result.period,
    result.person_id,
    'quality' AS sign,
    sign_measure.item,
    CAST(sum(CASE WHEN result.status = sign_measure.met THEN 1 ELSE 0 END) AS BIGINT) AS amount,
    CAST(count(*) AS BIGINT) AS base
FROM measure_result AS result
INNER JOIN sign_measure ON sign_measure.measure = result.measure
WHERE result.status IN ('numerator', 'not_met')
GROUP BY result.period, result.person_id, sign_measure.item
