-- Grain: one row a period and person enrolled within the days that tell a person's status.
-- Inputs: eligibility, risk_period, risk_month, risk_medicare_status, risk_esrd_status, risk_dual_status,
--   risk_entitlement_reason
-- Columns: period VARCHAR, person_id VARCHAR, age INTEGER, sex VARCHAR, dual_status_code VARCHAR,
--   original_reason_code VARCHAR, current_reason_code VARCHAR, new_enrollee INTEGER, special_needs_plan INTEGER,
--   low_income INTEGER, institutional INTEGER, graft_months INTEGER
-- Rule: age in whole years on the age date of the period (1 February of the payment year); status from the latest
--   span of enrollment within the period's status days; a new enrollee has too few months with Part B in the year of
--   diagnoses (months that follow one another), a month counting if a span with Part B covers its first day, or if
--   Part B began before by the date that the person's spans tell; new enrollees are scored as such wherever they
--   live. status_of: whether the latest
--   span tells the status, or the latest with (esrd) or without ESRD (other), where there is one: people with months
--   of both are scored for each. What the source does not say is marked (age -1, sex '', new_enrollee -1,
--   graft_months -2), and such people are refused before anything is scored. Where the latest span is of a source
--   that names the enrollment type in place of codes (CMS's assignment lists), the codes are those that other spans
--   of the person say (CCLF8): the original reason that the latest of them names; the dual status NA for who is said
--   to have no Medicaid, else that of the span that begins nearest in time and does not contradict the list. Such
--   people stand in no row, and are left out of means, where no span says one of the two, or where they are not
--   listed throughout the year of diagnoses and no span tells when Part B began: the lists name assigned people only,
--   so that whether the others held Part B is not known.
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
        span.esrd_status,
        span.enrollment_start_date,
        span.medicaid_indicator,
        span.enrollment_type,
        CASE
            WHEN span.enrollment_type <> '' AND span.dual_status_code = '' AND span.medicare_status_code = '' THEN 1
            ELSE 0
        END AS type_alone
    FROM risk_period
    JOIN eligibility AS span
        ON span.enrollment_start_date <= risk_period.status_last_date
        AND span.enrollment_end_date >= risk_period.status_first_date
    LEFT JOIN risk_medicare_status AS status ON status.medicare_status_code = span.medicare_status_code
    LEFT JOIN risk_entitlement_reason AS reason ON reason.reason_code = status.current_reason_code
    QUALIFY row_number() OVER (
        PARTITION BY risk_period.period, span.person_id
        ORDER BY
            CASE
                WHEN risk_period.status_of = 'latest' THEN 0
                WHEN coalesce(reason.esrd, 0) = 1 OR span.enrollment_type = 'esrd'
                    THEN CASE WHEN risk_period.status_of = 'esrd' THEN 0 ELSE 1 END
                WHEN risk_period.status_of = 'other' THEN 0
                ELSE 1
            END,
            span.enrollment_start_date DESC, span.enrollment_end_date DESC, span.payer, span.plan, span.data_source
    ) = 1
),

months AS (
    SELECT
        period,
        min(EXTRACT(year FROM first_date) * 12 + EXTRACT(month FROM first_date)) AS first_number,
        max(EXTRACT(year FROM first_date) * 12 + EXTRACT(month FROM first_date)) AS last_number
    FROM risk_month
    GROUP BY period
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

held_months AS (
    SELECT
        person_id,
        greatest(
            EXTRACT(year FROM enrollment_start_date) * 12 + EXTRACT(month FROM enrollment_start_date)
            + CASE WHEN EXTRACT(day FROM enrollment_start_date) = 1 THEN 0 ELSE 1 END,
            coalesce(EXTRACT(year FROM held_until) * 12 + EXTRACT(month FROM held_until) + 1, 0)
        ) AS first_number,
        EXTRACT(year FROM enrollment_end_date) * 12 + EXTRACT(month FROM enrollment_end_date) AS last_number
    FROM held
),

part_b AS (
    SELECT
        months.period,
        held_months.person_id,
        CAST(sum(
            least(held_months.last_number, months.last_number)
            - greatest(held_months.first_number, months.first_number) + 1
        ) AS INTEGER) AS months
    FROM held_months
    JOIN months
        ON held_months.first_number <= months.last_number
        AND held_months.last_number >= months.first_number
        AND held_months.first_number <= held_months.last_number
    GROUP BY months.period, held_months.person_id
),

since AS (
    SELECT person_id, max(part_b_start_date) AS first_date
    FROM eligibility
    WHERE part_b_start_date IS NOT NULL
    GROUP BY person_id
),

since_months AS (
    SELECT risk_month.period, since.person_id, CAST(count(*) AS INTEGER) AS months
    FROM since
    JOIN risk_month ON since.first_date <= risk_month.first_date
    GROUP BY risk_month.period, since.person_id
),

reason_told AS (
    SELECT person_id, original_reason_entitlement_code
    FROM eligibility
    WHERE original_reason_entitlement_code <> ''
    QUALIFY row_number() OVER (
        PARTITION BY person_id
        ORDER BY enrollment_start_date DESC, enrollment_end_date DESC, payer, plan, data_source
    ) = 1
),

dual_told AS (
    SELECT latest.period, latest.person_id, span.dual_status_code
    FROM latest
    JOIN eligibility AS span ON span.person_id = latest.person_id
    JOIN risk_dual_status AS known ON known.dual_status_code = span.dual_status_code
    WHERE latest.type_alone = 1
        AND latest.medicaid_indicator <> '0'
        AND span.dual_status_code <> ''
        AND (latest.medicaid_indicator <> '1' OR known.medicaid = 1)
    QUALIFY row_number() OVER (
        PARTITION BY latest.period, latest.person_id
        ORDER BY
            abs(date_diff('day', latest.enrollment_start_date, span.enrollment_start_date)),
            span.enrollment_start_date DESC, span.enrollment_end_date DESC, span.payer, span.plan, span.data_source
    ) = 1
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
    CASE
        WHEN latest.type_alone = 0 THEN latest.dual_status_code
        WHEN latest.medicaid_indicator = '0' THEN 'NA'
        ELSE coalesce(dual_told.dual_status_code, '')
    END AS dual_status_code,
    CASE
        WHEN latest.type_alone = 1 AND latest.original_reason_entitlement_code = ''
            THEN coalesce(reason_told.original_reason_entitlement_code, '')
        ELSE latest.original_reason_entitlement_code
    END AS original_reason_code,
    CASE
        WHEN coalesce(risk_esrd_status.current_reason_code, '') <> '' THEN risk_esrd_status.current_reason_code
        WHEN latest.type_alone = 1 AND latest.enrollment_type = 'esrd' THEN '2'
        ELSE coalesce(risk_medicare_status.current_reason_code, '')
    END AS current_reason_code,
    CAST(CASE
        WHEN unsaid.person_id IS NOT NULL AND since.person_id IS NULL THEN -1
        WHEN greatest(coalesce(part_b.months, 0), coalesce(since_months.months, 0)) < latest.part_b_months_needed THEN 1
        ELSE 0
    END AS INTEGER) AS new_enrollee,
    latest.special_needs_plan,
    CAST(CASE WHEN latest.low_income_subsidy_indicator = '1' THEN 1 ELSE 0 END AS INTEGER) AS low_income,
    CAST(CASE
        WHEN latest.institutional = '1'
            AND greatest(coalesce(part_b.months, 0), coalesce(since_months.months, 0)) >= latest.part_b_months_needed
            THEN 1
        ELSE 0
    END AS INTEGER) AS institutional,
    CAST(coalesce(risk_esrd_status.graft_months, CASE WHEN latest.esrd_status = '' THEN -1 ELSE -2 END) AS INTEGER)
        AS graft_months
FROM latest
LEFT JOIN part_b ON part_b.period = latest.period AND part_b.person_id = latest.person_id
LEFT JOIN since ON since.person_id = latest.person_id
LEFT JOIN since_months ON since_months.period = latest.period AND since_months.person_id = latest.person_id
LEFT JOIN unsaid ON unsaid.period = latest.period AND unsaid.person_id = latest.person_id
LEFT JOIN risk_esrd_status ON risk_esrd_status.esrd_status = latest.esrd_status
LEFT JOIN risk_medicare_status ON risk_medicare_status.medicare_status_code = latest.medicare_status_code
LEFT JOIN reason_told ON reason_told.person_id = latest.person_id
LEFT JOIN dual_told ON dual_told.period = latest.period AND dual_told.person_id = latest.person_id
WHERE latest.type_alone = 0
    OR (
        (latest.medicaid_indicator = '0' OR dual_told.dual_status_code IS NOT NULL)
        AND (latest.original_reason_entitlement_code <> '' OR reason_told.person_id IS NOT NULL)
        AND (since.person_id IS NOT NULL OR coalesce(part_b.months, 0) >= latest.part_b_months_needed)
    )
