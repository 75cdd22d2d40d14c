-- Grain: one row a period, person, measure and day with an event: a visit, or an image, counts once a person and day.
-- Inputs: medical_claim, person_key, period_key, provider, event_combination, service_month, enrollment_months,
--   merged_admission, stay_kind_choice, reversed_line; $amount, $overnight_measure
-- Columns: period_number INTEGER, person BIGINT, measure VARCHAR, service_date DATE, lines BIGINT,
--   expenditure_cents BIGINT, admitted INTEGER
-- Rule: lines that meet a rule of the measure on that day, by the first day of the line (of the claim where the
--   line has none), in a month of the person that counts, and not paid after the run-out. A day with no line
--   but those that were paid back is none. A visit of $overnight_measure may go over midnight: if an institutional
--   claim has its first line of the measure on one day and lasts to the next, lines of the next day belong to it,
--   unless another such claim begins there. admitted: 1 if the day lies in a stay in hospital or on the day before one.
WITH clinician AS (
    SELECT npi, min(specialty_code) AS specialty_code
    FROM provider
    WHERE specialty_code <> ''
    GROUP BY npi
),
line AS (
    SELECT
        combination.measure,
        medical_claim.claim_id,
        medical_claim.data_source,
        medical_claim.claim_type,
        medical_claim.claim_end_date,
        person_key.person,
        CASE WHEN reversed_line.claim_id IS NULL THEN 1 ELSE 0 END AS happened,
        coalesce(medical_claim.claim_line_start_date, medical_claim.claim_start_date) AS service_date,
        medical_claim.paid_date,
        CASE WHEN $amount = 'allowed' THEN medical_claim.allowed_amount ELSE medical_claim.paid_amount END AS amount
    FROM medical_claim
    INNER JOIN person_key ON person_key.person_id = medical_claim.person_id
    LEFT JOIN clinician ON clinician.npi = medical_claim.rendering_npi
    INNER JOIN event_combination AS combination
        ON
            combination.claim_type = medical_claim.claim_type
            AND combination.source_claim_type_code = medical_claim.source_claim_type_code
            AND combination.bill_type_code = medical_claim.bill_type_code
            AND combination.revenue_center_code = medical_claim.revenue_center_code
            AND combination.place_of_service_code = medical_claim.place_of_service_code
            AND combination.hcpcs_code = medical_claim.hcpcs_code
            AND combination.specialty_code = CASE
                WHEN medical_claim.rendering_specialty_code <> '' THEN medical_claim.rendering_specialty_code
                ELSE coalesce(clinician.specialty_code, '')
            END
    LEFT JOIN reversed_line
        ON
            reversed_line.claim_id = medical_claim.claim_id
            AND reversed_line.claim_line_number = medical_claim.claim_line_number
            AND reversed_line.data_source = medical_claim.data_source
),
facility_visit AS (
    SELECT
        claim_id,
        data_source,
        person,
        measure,
        min(service_date) AS first_date,
        max(claim_end_date) AS last_date
    FROM line
    WHERE claim_type = 'institutional' AND measure = $overnight_measure AND happened = 1
    GROUP BY claim_id, data_source, person, measure
),
overnight_visit AS (
    SELECT DISTINCT visit.person, visit.measure, visit.first_date
    FROM facility_visit AS visit
    LEFT JOIN facility_visit AS other
        ON
            other.person = visit.person
            AND other.measure = visit.measure
            AND date_diff('day', visit.first_date, other.first_date) = 1
    WHERE visit.last_date > visit.first_date AND other.person IS NULL
),
dated AS (
    SELECT
        line.measure,
        line.person,
        line.happened,
        coalesce(overnight_visit.first_date, line.service_date) AS event_date,
        line.paid_date,
        line.amount
    FROM line
    LEFT JOIN overnight_visit
        ON
            overnight_visit.person = line.person
            AND overnight_visit.measure = line.measure
            AND date_diff('day', overnight_visit.first_date, line.service_date) = 1
),
counted AS (
    SELECT
        service_month.period,
        period_key.period_number,
        line.person,
        line.measure,
        line.event_date AS service_date,
        CAST(sum(line.happened) AS BIGINT) AS lines,
        CAST(sum(coalesce(line.amount, 0)) * 100 AS BIGINT) AS expenditure_cents
    FROM dated AS line
    INNER JOIN service_month
        ON
            service_month.year_month
            = CAST(EXTRACT(year FROM line.event_date) * 100 + EXTRACT(month FROM line.event_date) AS INTEGER)
            AND line.event_date BETWEEN service_month.first_date AND service_month.last_date
            AND (line.paid_date IS NULL OR line.paid_date <= service_month.paid_through_date)
    INNER JOIN period_key ON period_key.period = service_month.period
    INNER JOIN enrollment_months
        ON
            enrollment_months.period_number = period_key.period_number
            AND enrollment_months.person = line.person
            AND (enrollment_months.month_bits & service_month.month_bit) <> 0
    GROUP BY service_month.period, period_key.period_number, line.person, line.measure, line.event_date
    HAVING sum(line.happened) > 0
),
hospital_stay AS (
    SELECT stay.period, stay.person, stay.first_date, stay.last_date
    FROM merged_admission AS stay
    INNER JOIN stay_kind_choice AS kind ON kind.stay_kind = stay.stay_kind
    WHERE kind.inpatient = 1
)
SELECT
    counted.period_number,
    counted.person,
    counted.measure,
    counted.service_date,
    counted.lines,
    counted.expenditure_cents,
    max(CASE WHEN stay.person IS NULL THEN 0 ELSE 1 END) AS admitted
FROM counted
LEFT JOIN hospital_stay AS stay
    ON
        stay.period = counted.period
        AND stay.person = counted.person
        AND date_diff('day', counted.service_date, stay.first_date) <= 1
        AND counted.service_date <= stay.last_date
GROUP BY
    counted.period_number,
    counted.person,
    counted.measure,
    counted.service_date,
    counted.lines,
    counted.expenditure_cents
