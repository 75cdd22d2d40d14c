-- Grain: one row a period and person enrolled within the days that tell a person's status.
-- Inputs: eligibility, risk_period, risk_month, risk_medicare_status, risk_esrd_status
-- Columns: period VARCHAR, person_id VARCHAR, age INTEGER, sex VARCHAR, dual_status_code VARCHAR,
--   original_reason_code VARCHAR, current_reason_code VARCHAR, new_enrollee INTEGER, special_needs_plan INTEGER,
--   low_income INTEGER, institutional INTEGER, graft_months INTEGER
-- Rule: age in whole years on the age date of the period (1 February of the payment year); status from the latest span
--   of enrollment within the period's status days; a new enrollee has too few months with Part B in the year of
--   diagnoses, a month counting if a span with Part B covers its first day; new enrollees are scored as such wherever
--   they live. status_of: whether the latest span tells the status, or the latest with (esrd) or without ESRD (other),
--   where there is one: people with months of both are scored for each. What the source does not say is marked (age -1,
--   sex '', new_enrollee -1, graft_months -2), and such people are refused before anything is scored.
WITH latest AS (
    SELECT
        risk_period.period,
        risk_period.age_date,
        risk_period.part_b_months_needed,
        risk_period.special_needs_plan,
        span.person_id,
        span.birth_date,
        span.sex,
        span.dual_status_code,
        span.original_reason_entitlement_code,
        span.medicare_status_code,
        span.low_income_subsidy_indicator,
        span.institutional,
        span.esrd_status
    FROM risk_period
    JOIN eligibility AS span
        ON span.enrollment_start_date <= risk_period.status_last_date
        AND span.enrollment_end_date >= risk_period.status_first_date
    LEFT JOIN risk_medicare_status AS status ON status.medicare_status_code = span.medicare_status_code
    QUALIFY row_number() OVER (
        PARTITION BY risk_period.period, span.person_id
        ORDER BY
            CASE
                WHEN risk_period.status_of = 'latest' THEN 0
                WHEN coalesce(status.current_reason_code, '') IN ('2', '3') OR span.enrollment_type = 'esrd'
                    THEN CASE WHEN risk_period.status_of = 'esrd' THEN 0 ELSE 1 END
                WHEN risk_period.status_of = 'other' THEN 0
                ELSE 1
            END,
            span.enrollment_start_date DESC, span.enrollment_end_date DESC, span.payer, span.plan, span.data_source
    ) = 1
),

held AS (
    SELECT
        person_id,
        enrollment_start_date,
        enrollment_end_date,
        max(enrollment_end_date) OVER (
            PARTITION BY person_id
            ORDER BY enrollment_start_date, enrollment_end_date, payer, plan, data_source
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS held_until
    FROM eligibility
    WHERE part_b = '1'
),

part_b AS (
    SELECT risk_month.period, held.person_id, CAST(count(*) AS INTEGER) AS months
    FROM held
    JOIN risk_month
        ON held.enrollment_start_date <= risk_month.first_date
        AND held.enrollment_end_date >= risk_month.first_date
        AND (held.held_until IS NULL OR held.held_until < risk_month.first_date)
    GROUP BY risk_month.period, held.person_id
),

unsaid AS (
    SELECT DISTINCT risk_month.period, span.person_id
    FROM eligibility AS span
    JOIN risk_month
        ON span.enrollment_start_date <= risk_month.first_date
        AND span.enrollment_end_date >= risk_month.first_date
    WHERE span.part_b = ''
)

SELECT
    latest.period,
    latest.person_id,
    CAST(coalesce(
        EXTRACT(year FROM latest.age_date) - EXTRACT(year FROM latest.birth_date)
        - CASE
            WHEN EXTRACT(month FROM latest.birth_date) * 100 + EXTRACT(day FROM latest.birth_date)
                > EXTRACT(month FROM latest.age_date) * 100 + EXTRACT(day FROM latest.age_date) THEN 1
            ELSE 0
        END,
        -1
    ) AS INTEGER) AS age,
    CASE latest.sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' ELSE '' END AS sex,
    latest.dual_status_code,
    latest.original_reason_entitlement_code AS original_reason_code,
    CASE
        WHEN coalesce(risk_esrd_status.current_reason_code, '') <> '' THEN risk_esrd_status.current_reason_code
        ELSE coalesce(risk_medicare_status.current_reason_code, '')
    END AS current_reason_code,
    CAST(CASE
        WHEN unsaid.person_id IS NOT NULL THEN -1
        WHEN coalesce(part_b.months, 0) < latest.part_b_months_needed THEN 1
        ELSE 0
    END AS INTEGER) AS new_enrollee,
    latest.special_needs_plan,
    CAST(CASE WHEN latest.low_income_subsidy_indicator = '1' THEN 1 ELSE 0 END AS INTEGER) AS low_income,
    CAST(CASE
        WHEN latest.institutional = '1' AND coalesce(part_b.months, 0) >= latest.part_b_months_needed THEN 1
        ELSE 0
    END AS INTEGER) AS institutional,
    CAST(coalesce(risk_esrd_status.graft_months, CASE WHEN latest.esrd_status = '' THEN -1 ELSE -2 END) AS INTEGER)
        AS graft_months
FROM latest
LEFT JOIN part_b ON part_b.period = latest.period AND part_b.person_id = latest.person_id
LEFT JOIN unsaid ON unsaid.period = latest.period AND unsaid.person_id = latest.person_id
LEFT JOIN risk_esrd_status ON risk_esrd_status.esrd_status = latest.esrd_status
LEFT JOIN risk_medicare_status ON risk_medicare_status.medicare_status_code = latest.medicare_status_code
