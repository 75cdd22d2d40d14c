-- Grain: one row a span of eligibility and age band that has a month in the calendar.
-- Inputs: enrollment_line, enrollment_combination, enrollment_type_key, calendar_month, age_band, enrollment_type_rule;
--     $month_rule, $source_type_counts, $silence_gives_way
-- Columns: person BIGINT, combination_number INTEGER, first_month INTEGER, last_month INTEGER, type_number INTEGER,
--     death_date DATE, first_date DATE, enrollment_start_date DATE, gives_way INTEGER
-- Rule: a span is cut at the day of death and at both ends of the calendar. Its months, numbered by month_index, are
--     those it covers on the first day (first_day), on any day (any_day), or on the first day where the person is then
--     enrolled to the month's last day, be it by several spans that touch (all_days). The enrollment type is the
--     source's own where it names one and $source_type_counts is 1; else that of the first rule that fits; else ''.
--     gives_way is 1 for a span that counts for nothing:
--     where $silence_gives_way is 1, one that does not state Part A, Part B and Medicare Advantage, if another data
--     source of the same payer states them, of whomever it names, for every month of the span (CCLF8 beside CMS's
--     assignment lists: whom the lists do not name in a month is not known to be enrolled in it).
WITH calendar AS (
    SELECT min(first_date) AS first_date, max(last_date) AS last_date
    FROM calendar_month
),
person AS (
    SELECT person, min(birth_date) AS birth_date, min(death_date) AS death_date
    FROM enrollment_line
    GROUP BY person
),
cut AS (
    SELECT
        line.person,
        line.combination_number,
        line.enrollment_start_date,
        person.birth_date AS born,
        person.death_date,
        greatest(line.enrollment_start_date, calendar.first_date) AS first_date,
        least(
            line.enrollment_end_date,
            calendar.last_date,
            coalesce(person.death_date, calendar.last_date)
        ) AS last_date
    FROM enrollment_line AS line
    JOIN person ON person.person = line.person
    CROSS JOIN calendar
    WHERE greatest(line.enrollment_start_date, calendar.first_date)
        <= least(line.enrollment_end_date, calendar.last_date, coalesce(person.death_date, calendar.last_date))
),
before_it AS (
    SELECT
        person,
        first_date,
        last_date,
        max(last_date) OVER (
            PARTITION BY person
            ORDER BY first_date, last_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS enrolled_until
    FROM (SELECT DISTINCT person, first_date, last_date FROM cut WHERE $month_rule = 'all_days') AS days
),
stretch AS (
    SELECT
        person,
        last_date,
        sum(CASE WHEN enrolled_until IS NULL OR date_diff('day', enrolled_until, first_date) > 1 THEN 1 ELSE 0 END)
            OVER (
                PARTITION BY person
                ORDER BY first_date, last_date
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS stretch_number
    FROM before_it
),
whole AS (
    SELECT
        stretch.person,
        stretch.last_date,
        max(CASE WHEN ending.last_date = last_day.last_date THEN ending.month_index ELSE ending.month_index - 1 END)
            AS last_month
    FROM stretch
    JOIN (
        SELECT person, stretch_number, max(last_date) AS last_date
        FROM stretch
        GROUP BY person, stretch_number
    ) AS last_day
        ON last_day.person = stretch.person AND last_day.stretch_number = stretch.stretch_number
    JOIN calendar_month AS ending
        ON ending.month_index
            = EXTRACT(year FROM last_day.last_date) * 12 + EXTRACT(month FROM last_day.last_date) - 1
    GROUP BY stretch.person, stretch.last_date
),
monthly AS (
    SELECT
        cut.*,
        EXTRACT(year FROM cut.born) * 12 + EXTRACT(month FROM cut.born) - 1 AS birth_month,
        EXTRACT(year FROM cut.first_date) * 12 + EXTRACT(month FROM cut.first_date) - 1
        + CASE WHEN $month_rule = 'any_day' OR EXTRACT(day FROM cut.first_date) = 1 THEN 0 ELSE 1 END AS first_month,
        least(
            EXTRACT(year FROM cut.last_date) * 12 + EXTRACT(month FROM cut.last_date) - 1,
            coalesce(
                whole.last_month, EXTRACT(year FROM cut.last_date) * 12 + EXTRACT(month FROM cut.last_date) - 1
            )
        ) AS last_month
    FROM cut
    LEFT JOIN whole ON whole.person = cut.person AND whole.last_date = cut.last_date
),
status AS (
    SELECT DISTINCT
        esrd_status, medicare_status_code, dual_status_code, medicaid_indicator, original_reason_entitlement_code
    FROM enrollment_combination
),
typed AS (
    SELECT
        status.esrd_status, status.medicare_status_code, status.dual_status_code, status.medicaid_indicator,
        status.original_reason_entitlement_code, fits.band, fits.enrollment_type
    FROM status
    JOIN enrollment_type_rule AS fits
        ON fits.esrd_status IN ('*', status.esrd_status)
        AND fits.medicare_status_code IN ('*', status.medicare_status_code)
        AND fits.dual_status_code IN ('*', status.dual_status_code)
        AND fits.medicaid_indicator IN ('*', status.medicaid_indicator)
        AND fits.original_reason_entitlement_code IN ('*', status.original_reason_entitlement_code)
    QUALIFY row_number() OVER (
        PARTITION BY
            status.esrd_status, status.medicare_status_code, status.dual_status_code, status.medicaid_indicator,
            status.original_reason_entitlement_code, fits.band
        ORDER BY fits.rule_order, fits.enrollment_type
    ) = 1
),
combination_type AS (
    SELECT combination.combination_number, age_band.band, enrollment_type_key.type_number
    FROM enrollment_combination AS combination
    CROSS JOIN age_band
    LEFT JOIN typed
        ON typed.band = age_band.band
        AND typed.esrd_status = combination.esrd_status
        AND typed.medicare_status_code = combination.medicare_status_code
        AND typed.dual_status_code = combination.dual_status_code
        AND typed.medicaid_indicator = combination.medicaid_indicator
        AND typed.original_reason_entitlement_code = combination.original_reason_entitlement_code
    JOIN enrollment_type_key
        ON enrollment_type_key.enrollment_type = CASE
            WHEN $source_type_counts = 1 AND combination.enrollment_type <> '' THEN combination.enrollment_type
            ELSE coalesce(typed.enrollment_type, '')
        END
),
banded AS (
    SELECT
        monthly.*,
        age_band.band,
        greatest(monthly.first_month, coalesce(monthly.birth_month, 0) + age_band.first_month_of_life) AS banded_first,
        least(monthly.last_month, coalesce(monthly.birth_month, 0) + age_band.last_month_of_life) AS banded_last
    FROM monthly
    JOIN age_band
        ON (monthly.birth_month IS NULL AND age_band.band = 0)
        OR (monthly.birth_month IS NOT NULL AND age_band.band > 0)
),
typed_span AS (
    SELECT
        banded.person,
        banded.combination_number,
        CAST(banded.banded_first AS INTEGER) AS first_month,
        CAST(banded.banded_last AS INTEGER) AS last_month,
        combination_type.type_number,
        banded.death_date,
        banded.first_date,
        banded.enrollment_start_date
    FROM banded
    JOIN combination_type
        ON combination_type.combination_number = banded.combination_number AND combination_type.band = banded.band
    WHERE banded.banded_first <= banded.banded_last
),
spoken AS (
    SELECT DISTINCT combination.payer, combination.data_source, calendar_month.month_index
    FROM (
        SELECT DISTINCT combination_number, first_month, last_month
        FROM typed_span
        WHERE $silence_gives_way = 1
    ) AS said
    JOIN enrollment_combination AS combination ON combination.combination_number = said.combination_number
    JOIN calendar_month ON calendar_month.month_index BETWEEN said.first_month AND said.last_month
    WHERE combination.part_a IN ('0', '1')
        AND combination.part_b IN ('0', '1')
        AND combination.medicare_advantage IN ('0', '1')
),
outdone AS (
    SELECT silent.combination_number, silent.first_month, silent.last_month
    FROM (
        SELECT DISTINCT combination_number, first_month, last_month
        FROM typed_span
        WHERE $silence_gives_way = 1
    ) AS silent
    JOIN enrollment_combination AS combination ON combination.combination_number = silent.combination_number
    JOIN spoken
        ON spoken.payer = combination.payer
        AND spoken.data_source <> combination.data_source
        AND spoken.month_index BETWEEN silent.first_month AND silent.last_month
    WHERE combination.part_a NOT IN ('0', '1')
        OR combination.part_b NOT IN ('0', '1')
        OR combination.medicare_advantage NOT IN ('0', '1')
    GROUP BY silent.combination_number, silent.first_month, silent.last_month
    HAVING count(DISTINCT spoken.month_index) = silent.last_month - silent.first_month + 1
)
SELECT
    typed_span.*,
    CAST(CASE WHEN outdone.combination_number IS NULL THEN 0 ELSE 1 END AS INTEGER) AS gives_way
FROM typed_span
LEFT JOIN outdone
    ON $silence_gives_way = 1
    AND outdone.combination_number = typed_span.combination_number
    AND outdone.first_month = typed_span.first_month
    AND outdone.last_month = typed_span.last_month
