-- Grain: one row a period and stay that ended in it, of a person with a month that counts then.
-- Inputs: merged_admission, stay_kind_choice, index_exclusion, enrolled_run, service_month, period_key,
--   enrollment_months; $readmission_days, $data_through
-- Columns: period_number INTEGER, person BIGINT, stay_kind VARCHAR, inpatient INTEGER, first_date DATE, last_date DATE,
--   days BIGINT, claims BIGINT, joined_without_transfer BIGINT, discharge_disposition_code VARCHAR,
--   standing VARCHAR, readmitted INTEGER
-- Rule: a stay counts in the month of its last day. days: nights, at least 1. standing: index (it can be followed
--   by a readmission), died (by disposition or day of death), transferred or still_patient (by disposition, and
--   nothing followed), not_followed (the data do not reach $readmission_days days beyond it), other_kind (no acute
--   stay). readmitted: 1 if the person's next stay of the kind began within $readmission_days days after an index
--   stay.
WITH death AS (
    SELECT person, min(death_date) AS death_date
    FROM enrolled_run
    WHERE death_date IS NOT NULL
    GROUP BY person
),
counted AS (
    SELECT
        month.period_number,
        stay.person,
        stay.stay_kind,
        stay.first_date,
        stay.last_date,
        stay.claims,
        stay.joined_without_transfer,
        stay.discharge_disposition_code,
        stay.next_first_date
    FROM merged_admission AS stay
    INNER JOIN (
        SELECT
            period_key.period_number,
            service_month.period,
            service_month.first_date,
            service_month.last_date,
            service_month.month_bit
        FROM service_month
        INNER JOIN period_key ON period_key.period = service_month.period
    ) AS month
        ON month.period = stay.period AND stay.last_date BETWEEN month.first_date AND month.last_date
    INNER JOIN enrollment_months
        ON
            enrollment_months.period_number = month.period_number
            AND enrollment_months.person = stay.person
            AND (enrollment_months.month_bits & month.month_bit) <> 0
),
standing AS (
    SELECT
        stay.*,
        kind.inpatient,
        CASE
            WHEN kind.indexes_readmission = 0 THEN 'other_kind'
            WHEN death.death_date IS NOT NULL AND death.death_date <= stay.last_date THEN 'died'
            WHEN index_exclusion.reason IS NOT NULL THEN index_exclusion.reason
            WHEN date_diff('day', stay.last_date, $data_through) < $readmission_days THEN 'not_followed'
            ELSE 'index'
        END AS standing
    FROM counted AS stay
    INNER JOIN stay_kind_choice AS kind ON kind.stay_kind = stay.stay_kind
    LEFT JOIN death ON death.person = stay.person
    LEFT JOIN index_exclusion ON index_exclusion.discharge_disposition_code = stay.discharge_disposition_code
)
SELECT
    standing.period_number,
    standing.person,
    standing.stay_kind,
    standing.inpatient,
    standing.first_date,
    standing.last_date,
    CASE
        WHEN standing.last_date > standing.first_date
            THEN CAST(date_diff('day', standing.first_date, standing.last_date) AS BIGINT)
        ELSE CAST(1 AS BIGINT)
    END AS days,
    standing.claims,
    standing.joined_without_transfer,
    standing.discharge_disposition_code,
    standing.standing,
    CASE
        WHEN standing.standing <> 'index' OR standing.next_first_date IS NULL THEN 0
        WHEN date_diff('day', standing.last_date, standing.next_first_date) <= $readmission_days THEN 1
        ELSE 0
    END AS readmitted
FROM standing
