-- Grain: one row a period, person of either side, way of dividing and stratum.
-- Inputs: sign_member, eligibility, count_period, medicaid_code, risk_score; $current, $before, $by_score,
--   $score_before, $rule_set
-- Columns: period VARCHAR, person_id VARCHAR, side VARCHAR, kind VARCHAR, stratum VARCHAR
-- Rule: all: everybody. risk: people of $current who were there in every month of $before, of both sides together, in
--   three parts of equal size by what they cost then, or by their risk score from its diagnoses ($by_score = 1).
--   medicaid: whether a span that touches the period says so. age: completed years on its last day. cohort: own
--   members of $before who are there in every month of $current: kept if they are own members still, dropped if not.
WITH counted AS (
    SELECT period, person_id, side
    FROM sign_member
    WHERE side <> 'neither'
),
score AS (
    SELECT person_id, max(raw_millionths) AS raw_millionths
    FROM risk_score
    WHERE period = $score_before AND rule_set = $rule_set AND covered = 1
    GROUP BY person_id
),
weight AS (
    SELECT
        counted.period,
        counted.person_id,
        counted.side,
        CASE WHEN $by_score = 1 THEN score.raw_millionths ELSE earlier.expenditure_cents END AS weight
    FROM counted
    INNER JOIN sign_member AS earlier
        ON earlier.period = $before AND earlier.person_id = counted.person_id AND earlier.whole = 1
    LEFT JOIN score ON score.person_id = counted.person_id
    WHERE counted.period = $current AND ($by_score = 0 OR score.person_id IS NOT NULL)
),
ranked AS (
    SELECT
        period,
        person_id,
        side,
        row_number() OVER (ORDER BY weight, person_id) AS place,
        count(*) OVER () AS people
    FROM weight
),
with_medicaid AS (
    SELECT DISTINCT count_period.period, eligibility.person_id
    FROM eligibility
    INNER JOIN count_period
        ON
            eligibility.enrollment_start_date <= count_period.last_date
            AND eligibility.enrollment_end_date >= count_period.first_date
    LEFT JOIN medicaid_code ON medicaid_code.dual_status_code = eligibility.dual_status_code
    WHERE medicaid_code.dual_status_code IS NOT NULL OR eligibility.medicaid_indicator = '1'
),
birth AS (
    SELECT person_id, min(birth_date) AS birth_date
    FROM eligibility
    WHERE birth_date IS NOT NULL
    GROUP BY person_id
),
aged AS (
    SELECT
        counted.period,
        counted.person_id,
        counted.side,
        EXTRACT(year FROM count_period.last_date) * 10000
        + EXTRACT(month FROM count_period.last_date) * 100
        + EXTRACT(day FROM count_period.last_date)
        - EXTRACT(year FROM birth.birth_date) * 10000
        - EXTRACT(month FROM birth.birth_date) * 100
        - EXTRACT(day FROM birth.birth_date) AS age_ymd
    FROM counted
    INNER JOIN count_period ON count_period.period = counted.period
    INNER JOIN birth ON birth.person_id = counted.person_id
)
SELECT period, person_id, side, 'all' AS kind, 'all' AS stratum
FROM counted
UNION ALL
SELECT
    period,
    person_id,
    side,
    'risk' AS kind,
    CASE WHEN place * 3 <= people THEN 'low' WHEN place * 3 <= people * 2 THEN 'middle' ELSE 'high' END AS stratum
FROM ranked
UNION ALL
SELECT
    counted.period,
    counted.person_id,
    counted.side,
    'medicaid' AS kind,
    CASE WHEN with_medicaid.person_id IS NULL THEN 'without' ELSE 'with' END AS stratum
FROM counted
LEFT JOIN with_medicaid
    ON with_medicaid.period = counted.period AND with_medicaid.person_id = counted.person_id
UNION ALL
SELECT
    period,
    person_id,
    side,
    'age' AS kind,
    CASE
        WHEN age_ymd < 180000 THEN 'under 18'
        WHEN age_ymd < 650000 THEN '18 to 64'
        WHEN age_ymd < 800000 THEN '65 to 79'
        ELSE '80 and older'
    END AS stratum
FROM aged
UNION ALL
SELECT
    earlier.period,
    earlier.person_id,
    earlier.side,
    'cohort' AS kind,
    CASE WHEN later.side = 'own' THEN 'kept' ELSE 'dropped' END AS stratum
FROM sign_member AS earlier
INNER JOIN sign_member AS later
    ON later.period = $current AND later.person_id = earlier.person_id AND later.whole = 1
WHERE earlier.period = $before AND earlier.side = 'own'
