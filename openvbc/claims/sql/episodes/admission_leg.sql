-- Grain: one row a claim of an acute stay.
-- Inputs: stay_claim, claim_key, stay_kind_choice, interim_bill, index_exclusion; $transfer_days
-- Columns: person BIGINT, admission BIGINT, leg BIGINT, claim BIGINT, claim_id VARCHAR, data_source VARCHAR,
--   facility VARCHAR, first_day INTEGER, last_day INTEGER, discharge_disposition_code VARCHAR, drg_code VARCHAR,
--   attending_npi VARCHAR, billing_tin VARCHAR
-- Rule: a claim goes on with the person's admission before if it begins while that lasts, or at most $transfer_days
--   days after its last day at another hospital, or after a bill that says that the stay goes on. Home and back is
--   another admission. Legs are counted from 1 in the order of first days. Kinds: those that a readmission can
--   follow.
WITH ordered AS (
    SELECT
        stay_claim.person,
        stay_claim.claim,
        claim_key.claim_id,
        claim_key.data_source,
        stay_claim.facility,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), stay_claim.first_date) AS INTEGER) AS first_day,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), stay_claim.last_date) AS INTEGER) AS last_day,
        stay_claim.discharge_disposition_code,
        stay_claim.bill_frequency,
        stay_claim.drg_code,
        stay_claim.attending_npi,
        stay_claim.billing_tin,
        row_number() OVER (
            PARTITION BY stay_claim.person
            ORDER BY stay_claim.first_date, stay_claim.last_date, claim_key.claim_id, claim_key.data_source
        ) AS turn
    FROM stay_claim
    INNER JOIN stay_kind_choice AS kind ON kind.stay_kind = stay_claim.stay_kind
    INNER JOIN claim_key ON claim_key.claim = stay_claim.claim
    WHERE kind.indexes_readmission = 1
),
faced AS (
    SELECT
        ordered.*,
        max(ordered.last_day) OVER (
            PARTITION BY ordered.person ORDER BY ordered.turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS lasted_to,
        lag(ordered.facility) OVER (PARTITION BY ordered.person ORDER BY ordered.turn) AS facility_before,
        lag(ordered.discharge_disposition_code) OVER (
            PARTITION BY ordered.person ORDER BY ordered.turn
        ) AS disposition_before,
        lag(ordered.bill_frequency) OVER (PARTITION BY ordered.person ORDER BY ordered.turn) AS frequency_before
    FROM ordered
),
begun AS (
    SELECT
        faced.*,
        CASE
            WHEN faced.lasted_to IS NULL THEN 1
            WHEN faced.first_day < faced.lasted_to THEN 0
            WHEN faced.first_day - faced.lasted_to > $transfer_days THEN 1
            WHEN faced.facility <> faced.facility_before THEN 0
            WHEN coalesce(excluded.reason, '') = 'still_patient' THEN 0
            WHEN coalesce(bill_before.is_followed, 0) = 1 OR coalesce(bill.follows, 0) = 1 THEN 0
            ELSE 1
        END AS begins
    FROM faced
    LEFT JOIN index_exclusion AS excluded ON excluded.discharge_disposition_code = faced.disposition_before
    LEFT JOIN interim_bill AS bill_before ON bill_before.bill_frequency = faced.frequency_before
    LEFT JOIN interim_bill AS bill ON bill.bill_frequency = faced.bill_frequency
),
counted AS (
    SELECT
        begun.*,
        sum(begun.begins) OVER (
            PARTITION BY begun.person ORDER BY begun.turn ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS admission_number
    FROM begun
)
SELECT
    counted.person,
    CAST(counted.admission_number AS BIGINT) AS admission,
    row_number() OVER (PARTITION BY counted.person, counted.admission_number ORDER BY counted.turn) AS leg,
    counted.claim,
    counted.claim_id,
    counted.data_source,
    counted.facility,
    counted.first_day,
    counted.last_day,
    counted.discharge_disposition_code,
    counted.drg_code,
    counted.attending_npi,
    counted.billing_tin
FROM counted
