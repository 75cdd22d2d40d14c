-- Grain: one row a claim that shows the index event of a measure of stays.
-- Inputs: medical_claim, claim_diagnosis, measure_rule, measure_event_day, index_exclusion
-- Columns: claim_id VARCHAR, data_source VARCHAR, facility VARCHAR, bill_frequency VARCHAR, condition_category VARCHAR,
--     still_patient INTEGER
-- Rule: what tells whether a claim goes on with the stay before it, as stays of utilization are told. facility: its
--     CCN, else its NPI, else the NPI or TIN that billed. bill_frequency: the last digit of the type of bill.
--     condition_category: the first three characters of the principal diagnosis. still_patient: 1 if the disposition
--     says so.
WITH shown AS (
    SELECT DISTINCT happened.claim_id, happened.data_source
    FROM measure_event_day AS happened
    JOIN measure_rule ON measure_rule.event = happened.event
    WHERE measure_rule.unit = 'stay'
),
principal AS (
    SELECT coded.claim_id, coded.data_source, min(substr(coded.diagnosis_code, 1, 3)) AS category
    FROM claim_diagnosis AS coded
    JOIN shown ON shown.claim_id = coded.claim_id AND shown.data_source = coded.data_source
    WHERE coded.diagnosis_sequence = 1
    GROUP BY coded.claim_id, coded.data_source
),
claim AS (
    SELECT
        line.claim_id,
        line.data_source,
        max(
            CASE
                WHEN line.facility_ccn <> '' THEN line.facility_ccn
                WHEN line.facility_npi <> '' THEN line.facility_npi
                WHEN line.billing_npi <> '' THEN line.billing_npi
                ELSE line.billing_tin
            END
        ) AS facility,
        max(substr(line.bill_type_code, 3, 1)) AS bill_frequency,
        max(line.discharge_disposition_code) AS discharge_disposition_code
    FROM medical_claim AS line
    JOIN shown ON shown.claim_id = line.claim_id AND shown.data_source = line.data_source
    GROUP BY line.claim_id, line.data_source
)
SELECT
    claim.claim_id,
    claim.data_source,
    claim.facility,
    claim.bill_frequency,
    coalesce(principal.category, '') AS condition_category,
    CASE WHEN index_exclusion.reason = 'still_patient' THEN 1 ELSE 0 END AS still_patient
FROM claim
LEFT JOIN principal ON principal.claim_id = claim.claim_id AND principal.data_source = claim.data_source
LEFT JOIN index_exclusion
    ON index_exclusion.discharge_disposition_code = claim.discharge_disposition_code
