-- Grain: one row a measure, period, person and claim that shows the index event, with the stay or event it is part of.
-- Inputs: measure_rule, measure_event_day, measure_person, measure_stay_claim, interim_bill
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, unit VARCHAR, subject INTEGER, first_day INTEGER,
--     last_day INTEGER, claim_id VARCHAR, data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: of events, those that begin on one day are one. Stays follow CMS's rule (merged_admission has it in full), for
--     a claim that begins when the stay has ended, at most transfer_days later: another hospital is a transfer; the
--     same one goes on on the same day for the same condition, or where the bill says so (still a patient, or an
--     interim bill); else it is another stay. A claim that begins while the stay lasts is a part of it. subject
--     numbers a person's stays and events by their days.
WITH index_event AS (
    SELECT
        rule.measure,
        rule.period,
        rule.unit,
        rule.transfer_days,
        happened.person_id,
        happened.first_day,
        happened.last_day,
        happened.claim_id,
        happened.data_source,
        happened.line,
        happened.code_type,
        happened.code,
        row_number() OVER (
            PARTITION BY rule.measure, rule.period, happened.person_id
            ORDER BY
                happened.first_day, happened.last_day, happened.claim_id, happened.data_source, happened.line,
                happened.code_type, happened.code
        ) AS turn
    FROM measure_rule AS rule
    JOIN measure_event_day AS happened ON happened.event = rule.event
    JOIN measure_person AS person ON person.period = rule.period AND person.person_id = happened.person_id
    WHERE rule.unit <> 'person' AND happened.late_day <= rule.paid_through_day
),
told AS (
    SELECT
        index_event.*,
        coalesce(claim.facility, '') AS facility,
        coalesce(claim.bill_frequency, '') AS bill_frequency,
        coalesce(claim.condition_category, '') AS condition_category,
        coalesce(claim.still_patient, 0) AS still_patient,
        CAST(index_event.last_day AS BIGINT) * 1000000 + index_event.turn AS end_order
    FROM index_event
    LEFT JOIN measure_stay_claim AS claim
        ON claim.claim_id = index_event.claim_id AND claim.data_source = index_event.data_source
),
followed AS (
    SELECT
        *,
        max(first_day) OVER (
            PARTITION BY measure, period, person_id ORDER BY turn
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_first_day,
        max(end_order) OVER (
            PARTITION BY measure, period, person_id ORDER BY turn
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_end_order
    FROM told
),
marked AS (
    SELECT
        followed.*,
        CASE
            WHEN followed.earlier_end_order IS NULL THEN 1
            WHEN followed.unit <> 'stay' AND followed.first_day <= followed.earlier_first_day THEN 0
            WHEN followed.unit <> 'stay' THEN 1
            WHEN followed.first_day < earlier.last_day THEN 0
            WHEN followed.first_day > earlier.last_day + followed.transfer_days THEN 1
            WHEN followed.claim_id = earlier.claim_id AND followed.data_source = earlier.data_source THEN 0
            WHEN earlier.still_patient = 1 THEN 0
            WHEN earlier_bill.is_followed = 1 OR bill.follows = 1 THEN 0
            WHEN followed.facility <> earlier.facility THEN 0
            WHEN
                followed.first_day = earlier.last_day AND followed.condition_category = earlier.condition_category
                THEN 0
            ELSE 1
        END AS begins
    FROM followed
    LEFT JOIN told AS earlier
        ON earlier.measure = followed.measure
        AND earlier.period = followed.period
        AND earlier.person_id = followed.person_id
        AND earlier.end_order = followed.earlier_end_order
    LEFT JOIN interim_bill AS earlier_bill ON earlier_bill.bill_frequency = earlier.bill_frequency
    LEFT JOIN interim_bill AS bill ON bill.bill_frequency = followed.bill_frequency
)
SELECT
    measure,
    period,
    person_id,
    unit,
    CAST(
        sum(begins) OVER (
            PARTITION BY measure, period, person_id ORDER BY turn
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS INTEGER
    ) AS subject,
    first_day,
    last_day,
    claim_id,
    data_source,
    line,
    code_type,
    code
FROM marked
