-- Grain: one row a period and person enrolled within the days that tell a person's status.
-- Inputs: enrollment_line, enrollment_combination, risk_period, risk_medicare_status, risk_esrd_status,
--   risk_dual_status, risk_entitlement_reason
-- Columns: person_number BIGINT, period_number INTEGER, person BIGINT, age INTEGER, sex INTEGER, dual_number INTEGER,
--   original_number INTEGER, current_number INTEGER, new_enrollee INTEGER, special_needs_plan INTEGER,
--   low_income INTEGER, institutional INTEGER, graft_months INTEGER
-- Rule: age in whole years on the age date of the period (1 February of the payment year); status from the latest span
--   of enrollment within the period's status days; a new enrollee has too few months with Part B in the year of
--   diagnoses (months that follow one another), a month counting if a span with Part B covers its first day, or if Part
--   B began before by the date that the person's spans tell; new enrollees are scored as such wherever they live.
--   status_of: whether the latest span tells the status, or the latest with (esrd) or without ESRD (other), where there
--   is one: people with months of both are scored for each. What the source does not say is marked (age -1, sex 0, a
--   code that is not known -1, new_enrollee -1, graft_months -2), and such people are refused before anything is
--   scored. Where the latest span is of a source that names the enrollment type in place of codes (CMS's assignment
--   lists), the codes are those that other spans of the person say (CCLF8): the original reason that the latest of them
--   names; the dual status NA for who is said to have no Medicaid, else that of the span that begins nearest in time
--   and does not contradict the list. Such people stand in no row, and are left out of means, where no span says one of
--   the two, or where they are not listed throughout the year of diagnoses and no span tells when Part B began: the
--   lists name assigned people only, so that whether the others held Part B is not known. Codes are held against
--   combinations of them (`kind`), and become their numbers; months are numbered through the years. Spans are put in
--   order (`place`) for people with several only; whoever has one is told by it alone. Joined as written, largest
--   table first.
WITH period AS (
    SELECT
        period_number,
        periods,
        status_of,
        status_first_date,
        status_last_date,
        part_b_months_needed,
        special_needs_plan,
        CAST(EXTRACT(year FROM age_date) AS INTEGER) AS age_year,
        CAST(EXTRACT(month FROM age_date) * 100 + EXTRACT(day FROM age_date) AS INTEGER) AS age_day,
        CAST(EXTRACT(year FROM diagnosis_first_date) * 12 + EXTRACT(month FROM diagnosis_first_date) AS INTEGER)
            AS first_number,
        CAST(EXTRACT(year FROM diagnosis_last_date) * 12 + EXTRACT(month FROM diagnosis_last_date) AS INTEGER)
            AS last_number
    FROM risk_period
),

kind AS (
    SELECT
        combination.combination_number,
        dense_rank() OVER (ORDER BY combination.payer, combination.plan, combination.data_source) AS source_number,
        CASE combination.part_b WHEN '1' THEN 1 WHEN '' THEN -1 ELSE 0 END AS part_b,
        CAST(CASE combination.sex WHEN 'male' THEN 1 WHEN 'female' THEN 2 ELSE 0 END AS INTEGER) AS sex,
        CAST(coalesce(dual.dual_number, -1) AS INTEGER) AS dual_number,
        without_medicaid.dual_number AS without_number,
        CASE combination.medicaid_indicator WHEN '0' THEN 0 WHEN '1' THEN 1 ELSE -1 END AS medicaid,
        CAST(coalesce(original.reason_number, -1) AS INTEGER) AS original_number,
        CASE WHEN combination.original_reason_entitlement_code = '' THEN 0 ELSE 1 END AS original_told,
        CAST(coalesce(present.reason_number, -1) AS INTEGER) AS current_number,
        CAST(CASE WHEN combination.low_income_subsidy_indicator = '1' THEN 1 ELSE 0 END AS INTEGER) AS low_income,
        CASE WHEN combination.institutional = '1' THEN 1 ELSE 0 END AS institutional,
        CAST(coalesce(risk_esrd_status.graft_months, CASE WHEN combination.esrd_status = '' THEN -1 ELSE -2 END)
            AS INTEGER) AS graft_months,
        CASE WHEN coalesce(reason.esrd, 0) = 1 OR combination.enrollment_type = 'esrd' THEN 1 ELSE 0 END AS has_esrd,
        CASE
            WHEN combination.enrollment_type <> ''
                AND combination.dual_status_code = ''
                AND combination.medicare_status_code = '' THEN 1
            ELSE 0
        END AS type_alone
    FROM enrollment_combination AS combination
    CROSS JOIN (
        SELECT coalesce(min(dual_number), -1) AS dual_number FROM risk_dual_status WHERE dual_status_code = 'NA'
    ) AS without_medicaid
    LEFT JOIN risk_dual_status AS dual ON dual.dual_status_code = combination.dual_status_code
    LEFT JOIN risk_entitlement_reason AS original
        ON original.reason_code = combination.original_reason_entitlement_code
    LEFT JOIN risk_esrd_status ON risk_esrd_status.esrd_status = combination.esrd_status
    LEFT JOIN risk_medicare_status ON risk_medicare_status.medicare_status_code = combination.medicare_status_code
    LEFT JOIN risk_entitlement_reason AS reason ON reason.reason_code = risk_medicare_status.current_reason_code
    LEFT JOIN risk_entitlement_reason AS present
        ON present.reason_code = CASE
            WHEN coalesce(risk_esrd_status.current_reason_code, '') <> '' THEN risk_esrd_status.current_reason_code
            WHEN combination.enrollment_type = 'esrd'
                AND combination.dual_status_code = ''
                AND combination.medicare_status_code = '' THEN '2'
            ELSE coalesce(risk_medicare_status.current_reason_code, '')
        END
),

span AS (
    SELECT
        person,
        combination_number,
        enrollment_start_date AS first_date,
        enrollment_end_date AS last_date,
        CAST(
            EXTRACT(year FROM enrollment_start_date) * 12
            + EXTRACT(month FROM enrollment_start_date)
            + CASE WHEN EXTRACT(day FROM enrollment_start_date) = 1 THEN 0 ELSE 1 END AS INTEGER
        ) AS first_number,
        CAST(EXTRACT(year FROM enrollment_end_date) * 12 + EXTRACT(month FROM enrollment_end_date) AS INTEGER)
            AS last_number,
        CAST(
            EXTRACT(year FROM part_b_start_date) * 12
            + EXTRACT(month FROM part_b_start_date)
            + CASE WHEN EXTRACT(day FROM part_b_start_date) = 1 THEN 0 ELSE 1 END AS INTEGER
        ) AS since_number,
        CAST(EXTRACT(year FROM birth_date) AS INTEGER) AS birth_year,
        CAST(EXTRACT(month FROM birth_date) * 100 + EXTRACT(day FROM birth_date) AS INTEGER) AS birth_day
    FROM enrollment_line
),

counted AS (
    SELECT person, count(*) AS spans
    FROM enrollment_line
    GROUP BY person
),

placed AS (
    SELECT
        span.*,
        kind.part_b,
        kind.has_esrd,
        kind.type_alone,
        kind.medicaid,
        kind.dual_number,
        kind.original_told,
        kind.original_number,
        row_number() OVER (
            ORDER BY span.person, span.first_date DESC, span.last_date DESC, kind.source_number
        ) AS place,
        -- Below 0 where it is another person's, who stands before.
        max(CASE WHEN kind.part_b = 1 THEN span.person * 1000000 + span.last_number END) OVER (
            ORDER BY span.person, span.first_date, span.last_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) - span.person * 1000000 AS held_until
    FROM span
    JOIN counted ON counted.person = span.person
    JOIN kind ON kind.combination_number = span.combination_number
    WHERE counted.spans > 1
),

told AS (
    SELECT
        period.period_number,
        placed.person,
        min(
            CASE
                WHEN placed.first_date > period.status_last_date OR placed.last_date < period.status_first_date
                    THEN NULL
                WHEN period.status_of = 'latest'
                    OR (period.status_of = 'esrd' AND placed.has_esrd = 1)
                    OR (period.status_of = 'other' AND placed.has_esrd = 0) THEN placed.place
                ELSE placed.place + 1000000000000
            END
        ) % 1000000000000 AS place,
        min(CASE WHEN placed.original_told = 1 THEN placed.place END) AS original_place,
        max(placed.since_number) AS since_number,
        max(
            CASE
                WHEN placed.part_b = -1
                    AND placed.first_number <= period.last_number
                    AND placed.last_number >= period.first_number
                    AND placed.last_number >= placed.first_number THEN 1
                ELSE 0
            END
        ) AS unsaid,
        CAST(sum(
            CASE
                WHEN placed.part_b = 1 THEN greatest(
                    least(placed.last_number, period.last_number)
                    - greatest(placed.first_number, coalesce(placed.held_until + 1, 0), period.first_number) + 1,
                    0
                )
                ELSE 0
            END
        ) AS INTEGER) AS months
    FROM placed
    CROSS JOIN period
    GROUP BY period.period_number, placed.person
),

dual_told AS (
    SELECT
        chosen.place AS of_place,
        min(
            abs(date_diff('day', chosen.first_date, placed.first_date)) * 1000000000000 + placed.place
        ) % 1000000000000 AS place
    FROM told
    JOIN placed AS chosen ON chosen.place = told.place
    JOIN placed ON placed.person = chosen.person
    JOIN risk_dual_status AS known ON known.dual_number = placed.dual_number
    WHERE chosen.type_alone = 1
        AND chosen.medicaid <> 0
        AND known.dual_status_code <> ''
        AND (chosen.medicaid <> 1 OR known.medicaid = 1)
    GROUP BY chosen.place
),

status AS (
    SELECT
        period.period_number,
        span.person,
        span.combination_number,
        span.birth_year,
        span.birth_day,
        CAST(NULL AS INTEGER) AS dual_found,
        CAST(NULL AS INTEGER) AS original_found,
        span.since_number,
        CASE
            WHEN kind.part_b = -1
                AND span.first_number <= period.last_number
                AND span.last_number >= period.first_number
                AND span.last_number >= span.first_number THEN 1
            ELSE 0
        END AS unsaid,
        CASE
            WHEN kind.part_b = 1 THEN
                least(span.last_number, period.last_number) - greatest(span.first_number, period.first_number) + 1
            ELSE 0
        END AS months
    FROM span
    JOIN counted ON counted.person = span.person
    JOIN kind ON kind.combination_number = span.combination_number
    JOIN period ON span.first_date <= period.status_last_date AND span.last_date >= period.status_first_date
    WHERE counted.spans = 1
    UNION ALL
    SELECT
        told.period_number,
        told.person,
        chosen.combination_number,
        chosen.birth_year,
        chosen.birth_day,
        dual.dual_number AS dual_found,
        original.original_number AS original_found,
        told.since_number,
        told.unsaid,
        told.months
    FROM told
    JOIN placed AS chosen ON chosen.place = told.place
    LEFT JOIN placed AS original
        ON original.place = CASE
            WHEN chosen.type_alone = 1 AND chosen.original_told = 0 THEN told.original_place
        END
    LEFT JOIN dual_told ON dual_told.of_place = CASE WHEN chosen.type_alone = 1 THEN chosen.place END
    LEFT JOIN placed AS dual ON dual.place = dual_told.place
),

held AS (
    SELECT
        status.person * period.periods + status.period_number AS person_number,
        status.period_number,
        status.person,
        status.birth_year,
        status.birth_day,
        status.dual_found,
        status.original_found,
        status.unsaid,
        CASE WHEN status.since_number IS NULL THEN 0 ELSE 1 END AS since_known,
        CASE
            WHEN greatest(
                status.months,
                period.last_number - greatest(period.first_number, coalesce(status.since_number, 1000000)) + 1
            ) < period.part_b_months_needed THEN 1
            ELSE 0
        END AS few_months,
        period.age_year,
        period.age_day,
        period.special_needs_plan,
        kind.sex,
        kind.type_alone,
        kind.medicaid,
        kind.dual_number,
        kind.without_number,
        kind.original_told,
        kind.original_number,
        kind.current_number,
        kind.low_income,
        kind.institutional,
        kind.graft_months
    FROM status
    JOIN kind ON kind.combination_number = status.combination_number
    JOIN period ON period.period_number = status.period_number
)

SELECT
    CAST(person_number AS BIGINT) AS person_number,
    period_number,
    CAST(person AS BIGINT) AS person,
    CAST(coalesce(age_year - birth_year - CASE WHEN birth_day > age_day THEN 1 ELSE 0 END, -1) AS INTEGER) AS age,
    sex,
    CASE WHEN type_alone = 0 THEN dual_number WHEN medicaid = 0 THEN without_number ELSE dual_found END AS dual_number,
    coalesce(original_found, original_number) AS original_number,
    current_number,
    CASE WHEN unsaid = 1 AND since_known = 0 THEN -1 ELSE few_months END AS new_enrollee,
    special_needs_plan,
    low_income,
    CASE WHEN institutional = 1 AND few_months = 0 THEN 1 ELSE 0 END AS institutional,
    graft_months
FROM held
WHERE type_alone = 0
    OR (
        (medicaid = 0 OR dual_found IS NOT NULL)
        AND (original_told = 1 OR original_found IS NOT NULL)
        AND (since_known = 1 OR few_months = 0)
    )
