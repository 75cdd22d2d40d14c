-- Grain: one row an institutional claim, person, first and last day, and kind of bill and facility of its lines.
-- Inputs: medical_claim, claim_diagnosis, claim_key, person_key, reversed_claim
-- Columns: claim BIGINT, person BIGINT, claim_id VARCHAR, data_source VARCHAR, person_id VARCHAR,
--   claim_start_date DATE, claim_end_date DATE, source_claim_type_code VARCHAR, bill_type_code VARCHAR,
--   facility_ccn VARCHAR, first_date DATE, last_date DATE, paid_date DATE, discharge_disposition_code VARCHAR,
--   facility VARCHAR, condition_category VARCHAR, drg_code VARCHAR, attending_npi VARCHAR, billing_tin VARCHAR
-- Rule: what stays are told from, of claims that were not paid back; as a rule one row a claim. From the day of
--   admission to that of discharge, or the first and last day of the claim where the source does not say them.
--   facility: its CCN, else its NPI, else the NPI or TIN that billed. condition_category: the first three characters of
--   the claim's principal diagnosis, '' if it has none. drg_code, and with it attending_npi and billing_tin: of lines
--   with a diagnosis-related group, '' if there is none.
WITH bill AS (
    SELECT
        line.claim_id,
        line.data_source,
        line.person_id,
        line.claim_start_date,
        line.claim_end_date,
        line.source_claim_type_code,
        line.bill_type_code,
        line.facility_ccn,
        min(coalesce(line.admission_date, line.claim_start_date)) AS first_date,
        max(coalesce(line.discharge_date, line.claim_end_date)) AS last_date,
        max(line.paid_date) AS latest_paid_date,
        max(line.discharge_disposition_code) AS last_disposition_code,
        max(
            CASE
                WHEN line.facility_ccn <> '' THEN line.facility_ccn
                WHEN line.facility_npi <> '' THEN line.facility_npi
                WHEN line.billing_npi <> '' THEN line.billing_npi
                ELSE line.billing_tin
            END
        ) AS facility,
        max(line.drg_code) AS last_drg_code,
        max(CASE WHEN line.drg_code <> '' THEN line.rendering_npi ELSE '' END) AS attending_npi,
        max(CASE WHEN line.drg_code <> '' THEN line.billing_tin ELSE '' END) AS billing_tin
    FROM medical_claim AS line
    LEFT JOIN reversed_claim
        ON reversed_claim.claim_id = line.claim_id AND reversed_claim.data_source = line.data_source
    WHERE line.claim_type = 'institutional' AND reversed_claim.claim_id IS NULL
    GROUP BY
        line.claim_id,
        line.data_source,
        line.person_id,
        line.claim_start_date,
        line.claim_end_date,
        line.source_claim_type_code,
        line.bill_type_code,
        line.facility_ccn
),
principal AS (
    SELECT diagnosis.claim_id, diagnosis.data_source, min(substr(diagnosis.diagnosis_code, 1, 3)) AS category
    FROM claim_diagnosis AS diagnosis
    INNER JOIN (SELECT DISTINCT claim_id, data_source FROM bill) AS billed
        ON billed.claim_id = diagnosis.claim_id AND billed.data_source = diagnosis.data_source
    WHERE diagnosis.diagnosis_sequence = 1
    GROUP BY diagnosis.claim_id, diagnosis.data_source
)
SELECT
    claim_key.claim,
    person_key.person,
    bill.claim_id,
    bill.data_source,
    bill.person_id,
    bill.claim_start_date,
    bill.claim_end_date,
    bill.source_claim_type_code,
    bill.bill_type_code,
    bill.facility_ccn,
    bill.first_date,
    bill.last_date,
    bill.latest_paid_date AS paid_date,
    bill.last_disposition_code AS discharge_disposition_code,
    bill.facility,
    coalesce(principal.category, '') AS condition_category,
    bill.last_drg_code AS drg_code,
    bill.attending_npi,
    bill.billing_tin
FROM bill
INNER JOIN claim_key ON claim_key.claim_id = bill.claim_id AND claim_key.data_source = bill.data_source
INNER JOIN person_key ON person_key.person_id = bill.person_id
LEFT JOIN principal ON principal.claim_id = bill.claim_id AND principal.data_source = bill.data_source
ORDER BY
    bill.claim_id,
    bill.data_source,
    bill.person_id,
    bill.claim_start_date,
    bill.claim_end_date,
    bill.source_claim_type_code,
    bill.bill_type_code,
    bill.facility_ccn
