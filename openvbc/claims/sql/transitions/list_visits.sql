-- Grain: one row a visit of an ADT feed that stands: a stay, or a visit to an emergency department.
-- Inputs: admission_event; $as_of_date
-- Columns: person_id VARCHAR, payer VARCHAR, facility VARCHAR, facility_npi VARCHAR, visit_id VARCHAR,
--   patient_class VARCHAR, admission_date DATE, discharge_date DATE, discharge_disposition_code VARCHAR,
--   diagnosis_code VARCHAR, attending_npi VARCHAR, death_date DATE, next_admission_date DATE
-- Rule: what is told by $as_of_date. Messages are of one visit by person, facility and number of the visit; without a
--   number, by the day of admission. They follow each other by day, time and number of the message. A visit whose
--   admission was canceled last is none; a discharge that was canceled last is none. What the last message says of
--   class, diagnosis and clinician holds; of the discharge, the last discharge. next_admission_date: of the person's
--   next inpatient stay in another visit, on or after the day of discharge.
WITH told AS (
    SELECT
        *,
        CASE WHEN visit_id = '' THEN admission_date ELSE NULL END AS unnumbered,
        CASE WHEN admission_date IS NULL THEN event_date ELSE admission_date END AS begun
    FROM admission_event
    WHERE event_date <= CAST($as_of_date AS DATE)
),

placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_id, facility, visit_id, unnumbered ORDER BY event_date, event_time, event_id
        ) AS place
    FROM told
),

counted AS (
    SELECT
        person_id,
        facility,
        visit_id,
        unnumbered,
        min(begun) AS admission_date,
        max(death_date) AS death_date,
        max(place) AS last_place,
        max(CASE WHEN event = 'admit' THEN place ELSE 0 END) AS admitted,
        max(CASE WHEN event = 'cancel_admit' THEN place ELSE 0 END) AS admission_canceled,
        max(CASE WHEN event = 'discharge' THEN place ELSE 0 END) AS discharged,
        max(CASE WHEN event = 'cancel_discharge' THEN place ELSE 0 END) AS discharge_canceled
    FROM placed
    GROUP BY person_id, facility, visit_id, unnumbered
),

visit AS (
    SELECT
        counted.person_id,
        last_told.payer,
        counted.facility,
        last_told.facility_npi,
        counted.visit_id,
        last_told.patient_class,
        counted.admission_date,
        CASE
            WHEN counted.discharged > counted.discharge_canceled
                THEN coalesce(discharge.discharge_date, discharge.event_date)
            ELSE NULL
        END AS discharge_date,
        CASE
            WHEN counted.discharged > counted.discharge_canceled THEN discharge.discharge_disposition_code ELSE ''
        END AS discharge_disposition_code,
        CASE
            WHEN last_told.diagnosis_code <> '' THEN last_told.diagnosis_code
            ELSE coalesce(discharge.diagnosis_code, '')
        END AS diagnosis_code,
        last_told.attending_npi,
        counted.death_date
    FROM counted
    JOIN placed AS last_told
        ON last_told.person_id = counted.person_id
        AND last_told.facility = counted.facility
        AND last_told.visit_id = counted.visit_id
        AND coalesce(last_told.unnumbered, DATE '1000-01-01') = coalesce(counted.unnumbered, DATE '1000-01-01')
        AND last_told.place = counted.last_place
    LEFT JOIN placed AS discharge
        ON discharge.person_id = counted.person_id
        AND discharge.facility = counted.facility
        AND discharge.visit_id = counted.visit_id
        AND coalesce(discharge.unnumbered, DATE '1000-01-01') = coalesce(counted.unnumbered, DATE '1000-01-01')
        AND discharge.place = counted.discharged
    WHERE (counted.admission_canceled = 0 OR counted.admitted > counted.admission_canceled)
        AND last_told.patient_class IN ('inpatient', 'observation', 'skilled_nursing', 'emergency')
),

following AS (
    SELECT
        visit.person_id,
        visit.facility,
        visit.visit_id,
        visit.admission_date,
        min(later.admission_date) AS next_admission_date
    FROM visit
    JOIN visit AS later
        ON later.person_id = visit.person_id
        AND later.patient_class = 'inpatient'
        AND later.admission_date >= visit.discharge_date
        AND (
            later.facility <> visit.facility
            OR later.visit_id <> visit.visit_id
            OR later.admission_date <> visit.admission_date
        )
    GROUP BY visit.person_id, visit.facility, visit.visit_id, visit.admission_date
)

SELECT
    visit.person_id,
    visit.payer,
    visit.facility,
    visit.facility_npi,
    visit.visit_id,
    visit.patient_class,
    visit.admission_date,
    visit.discharge_date,
    visit.discharge_disposition_code,
    visit.diagnosis_code,
    visit.attending_npi,
    visit.death_date,
    following.next_admission_date
FROM visit
LEFT JOIN following
    ON following.person_id = visit.person_id
    AND following.facility = visit.facility
    AND following.visit_id = visit.visit_id
    AND following.admission_date = visit.admission_date
ORDER BY visit.person_id, visit.admission_date, visit.facility, visit.visit_id
