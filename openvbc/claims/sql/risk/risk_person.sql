-- Grain: one row a period and person enrolled within the days that tell a person's status.
-- Inputs: eligibility, risk_period, risk_month, risk_medicare_status, risk_esrd_status, risk_dual_status,
--   risk_entitlement_reason
-- Columns: period VARCHAR, person_id VARCHAR, age INTEGER, sex VARCHAR, dual_status_code VARCHAR,
--   original_reason_code VARCHAR, current_reason_code VARCHAR, new_enrollee INTEGER, special_needs_plan INTEGER,
--   low_income INTEGER, institutional INTEGER, graft_months INTEGER
-- Rule: age in whole years on the age date of the period (1 February of the payment year); status from the latest span
--   of enrollment within the period's status days; a new enrollee has too few months with Part B in the year of
--   diagnoses (months that follow one another), a month counting if a span with Part B covers its first day, or if Part
--   B began before by the date that the person's spans tell; new enrollees are scored as such wherever they live.
--   status_of: whether the latest span tells the status, or the latest with (esrd) or without ESRD (other), where there
--   is one: people with months of both are scored for each. What the source does not say is marked (age -1, sex '',
--   new_enrollee -1, graft_months -2), and such people are refused before anything is scored. Where the latest span is
--   of a source that names the enrollment type in place of codes (CMS's assignment lists), the codes are those that
--   other spans of the person say (CCLF8): the original reason that the latest of them names; the dual status NA for
--   who is said to have no Medicaid, else that of the span that begins nearest in time and does not contradict the
--   list. Such people stand in no row, and are left out of means, where no span says one of the two, or where they are
--   not listed throughout the year of diagnoses and no span tells when Part B began: the lists name assigned people
--   only, so that whether the others held Part B is not known. Joined as written, largest table first.
WITH span AS (
    SELECT
        row_number() OVER (
            ORDER BY
                eligibility.person_id, eligibility.enrollment_start_date DESC, eligibility.enrollment_end_date DESC,
                eligibility.payer, eligibility.plan, eligibility.data_source
        ) AS place,
        eligibility.person_id,
        eligibility.birth_date,
        CASE eligibility.sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' ELSE '' END AS sex,
        eligibility.dual_status_code,
        eligibility.original_reason_entitlement_code AS original_reason_code,
        CASE
            WHEN coalesce(risk_esrd_status.current_reason_code, '') <> '' THEN risk_esrd_status.current_reason_code
            WHEN eligibility.enrollment_type = 'esrd'
                AND eligibility.dual_status_code = ''
                AND eligibility.medicare_status_code = '' THEN '2'
            ELSE coalesce(risk_medicare_status.current_reason_code, '')
        END AS current_reason_code,
        CASE WHEN eligibility.low_income_subsidy_indicator = '1' THEN 1 ELSE 0 END AS low_income,
        CASE WHEN eligibility.institutional = '1' THEN 1 ELSE 0 END AS institutional,
        coalesce(risk_esrd_status.graft_months, CASE WHEN eligibility.esrd_status = '' THEN -1 ELSE -2 END)
            AS graft_months,
        eligibility.enrollment_start_date,
        eligibility.enrollment_end_date,
        eligibility.medicaid_indicator,
        CASE WHEN coalesce(reason.esrd, 0) = 1 OR eligibility.enrollment_type = 'esrd' THEN 1 ELSE 0 END AS has_esrd,
        CASE
            WHEN eligibility.enrollment_type <> ''
                AND eligibility.dual_status_code = ''
                AND eligibility.medicare_status_code = '' THEN 1
            ELSE 0
        END AS type_alone,
        eligibility.part_b,
        eligibility.part_b_start_date,
        EXTRACT(year FROM eligibility.enrollment_start_date) * 12
        + EXTRACT(month FROM eligibility.enrollment_start_date)
        + CASE WHEN EXTRACT(day FROM eligibility.enrollment_start_date) = 1 THEN 0 ELSE 1 END AS first_number,
        EXTRACT(year FROM eligibility.enrollment_end_date) * 12 + EXTRACT(month FROM eligibility.enrollment_end_date)
            AS last_number
    FROM eligibility
    LEFT JOIN risk_esrd_status ON risk_esrd_status.esrd_status = eligibility.esrd_status
    LEFT JOIN risk_medicare_status ON risk_medicare_status.medicare_status_code = eligibility.medicare_status_code
    LEFT JOIN risk_entitlement_reason AS reason ON reason.reason_code = risk_medicare_status.current_reason_code
),

chosen AS (
    SELECT
        risk_period.period,
        min(
            span.place
            + CASE
                WHEN risk_period.status_of = 'latest' THEN 0
                WHEN (risk_period.status_of = 'esrd' AND span.has_esrd = 1)
                    OR (risk_period.status_of = 'other' AND span.has_esrd = 0) THEN 0
                ELSE 1000000000000
            END
        ) % 1000000000000 AS place
    FROM span
    JOIN risk_period
        ON span.enrollment_start_date <= risk_period.status_last_date
        AND span.enrollment_end_date >= risk_period.status_first_date
    GROUP BY risk_period.period, span.person_id
),

untold AS (
    SELECT chosen.period, span.person_id, span.medicaid_indicator, span.enrollment_start_date
    FROM span
    JOIN chosen ON chosen.place = span.place
    WHERE span.type_alone = 1
),

months AS (
    SELECT
        period,
        min(EXTRACT(year FROM first_date) * 12 + EXTRACT(month FROM first_date)) AS first_number,
        max(EXTRACT(year FROM first_date) * 12 + EXTRACT(month FROM first_date)) AS last_number
    FROM risk_month
    GROUP BY period
),

several AS (
    SELECT person_id
    FROM span
    GROUP BY person_id
    HAVING count(*) > 1
),

held AS (
    SELECT
        span.person_id,
        span.first_number,
        span.last_number,
        max(span.last_number) OVER (
            PARTITION BY span.person_id
            ORDER BY span.enrollment_start_date, span.enrollment_end_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS held_until
    FROM span
    JOIN several ON several.person_id = span.person_id
    WHERE span.part_b = '1'
),

part_b AS (
    SELECT
        months.period,
        held.person_id,
        CAST(sum(
            least(held.last_number, months.last_number)
            - greatest(held.first_number, coalesce(held.held_until + 1, 0), months.first_number) + 1
        ) AS INTEGER) AS months
    FROM held
    JOIN months
        ON greatest(held.first_number, coalesce(held.held_until + 1, 0)) <= months.last_number
        AND held.last_number >= months.first_number
        AND held.last_number >= greatest(held.first_number, coalesce(held.held_until + 1, 0))
    GROUP BY months.period, held.person_id
),

since AS (
    SELECT person_id, max(part_b_start_date) AS first_date
    FROM span
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
    SELECT told.person_id, span.original_reason_code AS reason_code
    FROM span
    JOIN (
        SELECT span.person_id, min(span.place) AS place
        FROM span
        JOIN untold ON untold.person_id = span.person_id
        WHERE span.original_reason_code <> ''
        GROUP BY span.person_id
    ) AS told ON told.place = span.place
),

dual_told AS (
    SELECT untold.period, untold.person_id, span.dual_status_code
    FROM span
    JOIN untold ON untold.person_id = span.person_id
    JOIN risk_dual_status AS known ON known.dual_status_code = span.dual_status_code
    WHERE untold.medicaid_indicator <> '0'
        AND span.dual_status_code <> ''
        AND (untold.medicaid_indicator <> '1' OR known.medicaid = 1)
    QUALIFY row_number() OVER (
        PARTITION BY untold.period, untold.person_id
        ORDER BY abs(date_diff('day', untold.enrollment_start_date, span.enrollment_start_date)), span.place
    ) = 1
),

unsaid AS (
    SELECT DISTINCT risk_month.period, span.person_id
    FROM span
    JOIN risk_month
        ON span.enrollment_start_date <= risk_month.first_date
        AND span.enrollment_end_date >= risk_month.first_date
    WHERE span.part_b = ''
),

status AS (
    SELECT
        risk_period.*,
        span.*,
        CASE WHEN since.person_id IS NULL THEN 0 ELSE 1 END AS since_known,
        CASE WHEN unsaid.person_id IS NULL THEN 0 ELSE 1 END AS unsaid,
        dual_told.dual_status_code AS dual_told,
        reason_told.reason_code AS reason_told,
        greatest(
            coalesce(since_months.months, 0),
            CASE
                WHEN several.person_id IS NOT NULL THEN coalesce(part_b.months, 0)
                WHEN span.part_b = '1' THEN
                    least(span.last_number, months.last_number) - greatest(span.first_number, months.first_number) + 1
                ELSE 0
            END
        ) AS months_held
    FROM chosen
    JOIN span ON span.place = chosen.place
    JOIN risk_period ON risk_period.period = chosen.period
    JOIN months ON months.period = chosen.period
    LEFT JOIN several ON several.person_id = span.person_id
    LEFT JOIN part_b ON part_b.period = chosen.period AND part_b.person_id = span.person_id
    LEFT JOIN since ON since.person_id = span.person_id
    LEFT JOIN since_months ON since_months.period = chosen.period AND since_months.person_id = span.person_id
    LEFT JOIN unsaid ON unsaid.period = chosen.period AND unsaid.person_id = span.person_id
    LEFT JOIN reason_told ON reason_told.person_id = span.person_id
    LEFT JOIN dual_told ON dual_told.period = chosen.period AND dual_told.person_id = span.person_id
)

SELECT
    period,
    person_id,
    CAST(coalesce(
        EXTRACT(year FROM age_date) - EXTRACT(year FROM birth_date)
        - CASE
            WHEN EXTRACT(month FROM birth_date) * 100 + EXTRACT(day FROM birth_date)
                > EXTRACT(month FROM age_date) * 100 + EXTRACT(day FROM age_date) THEN 1
            ELSE 0
        END,
        -1
    ) AS INTEGER) AS age,
    sex,
    CASE
        WHEN type_alone = 0 THEN dual_status_code
        WHEN medicaid_indicator = '0' THEN 'NA'
        ELSE coalesce(dual_told, '')
    END AS dual_status_code,
    CASE
        WHEN type_alone = 1 AND original_reason_code = '' THEN coalesce(reason_told, '')
        ELSE original_reason_code
    END AS original_reason_code,
    current_reason_code,
    CAST(CASE
        WHEN unsaid = 1 AND since_known = 0 THEN -1
        WHEN months_held < part_b_months_needed THEN 1
        ELSE 0
    END AS INTEGER) AS new_enrollee,
    special_needs_plan,
    CAST(low_income AS INTEGER) AS low_income,
    CAST(CASE WHEN institutional = 1 AND months_held >= part_b_months_needed THEN 1 ELSE 0 END AS INTEGER)
        AS institutional,
    CAST(graft_months AS INTEGER) AS graft_months
FROM status
WHERE type_alone = 0
    OR (
        (medicaid_indicator = '0' OR dual_told IS NOT NULL)
        AND (original_reason_code <> '' OR reason_told IS NOT NULL)
        AND (since_known = 1 OR months_held >= part_b_months_needed)
    )
