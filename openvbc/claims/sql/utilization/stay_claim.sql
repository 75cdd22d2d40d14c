-- Grain: one row a period and claim of a stay that matters to it.
-- Inputs: medical_claim, claim_diagnosis, stay_rule, utilization_window, reversed_claim
-- Columns: period VARCHAR, claim_id VARCHAR, data_source VARCHAR, person_id VARCHAR, stay_kind VARCHAR,
--   first_date DATE, last_date DATE, discharge_disposition_code VARCHAR, facility VARCHAR, bill_frequency VARCHAR,
--   condition_category VARCHAR
-- Rule: an institutional claim whose codes meet a stay rule (the first by priority says which kind of stay). From the
--   day of admission to that of discharge, or the first and last day of the claim where the source does not say them.
--   A claim paid after the run-out of the period does not count in it; one without a day of payment does. One that
--   was paid back is none. facility: its CCN, else its NPI, else the NPI or TIN that billed. bill_frequency: the last
--   digit of the type of bill. condition_category: the first three characters of the principal diagnosis.
WITH facility_bill AS (
    SELECT DISTINCT source_claim_type_code, bill_type_code, facility_ccn
    FROM medical_claim
    WHERE claim_type = 'institutional'
),
ruled AS (
    SELECT
        facility_bill.source_claim_type_code,
        facility_bill.bill_type_code,
        facility_bill.facility_ccn,
        min(rule.priority) AS priority
    FROM facility_bill
    INNER JOIN stay_rule AS rule
        ON
            (rule.source_claim_type_code = '' OR rule.source_claim_type_code = facility_bill.source_claim_type_code)
            AND (
                rule.bill_type_low = ''
                OR facility_bill.bill_type_code BETWEEN rule.bill_type_low AND rule.bill_type_high
            )
            AND (
                rule.facility_number_low = ''
                OR substr(facility_bill.facility_ccn, 3, 4)
                BETWEEN rule.facility_number_low AND rule.facility_number_high
            )
    GROUP BY facility_bill.source_claim_type_code, facility_bill.bill_type_code, facility_bill.facility_ccn
),
claim AS (
    SELECT
        line.claim_id,
        line.data_source,
        line.person_id,
        max(rule.stay_kind) AS stay_kind,
        min(coalesce(line.admission_date, line.claim_start_date)) AS first_date,
        max(coalesce(line.discharge_date, line.claim_end_date)) AS last_date,
        max(line.paid_date) AS paid_date,
        max(line.discharge_disposition_code) AS discharge_disposition_code,
        max(
            CASE
                WHEN line.facility_ccn <> '' THEN line.facility_ccn
                WHEN line.facility_npi <> '' THEN line.facility_npi
                WHEN line.billing_npi <> '' THEN line.billing_npi
                ELSE line.billing_tin
            END
        ) AS facility,
        max(substr(line.bill_type_code, 3, 1)) AS bill_frequency
    FROM medical_claim AS line
    INNER JOIN ruled
        ON
            ruled.source_claim_type_code = line.source_claim_type_code
            AND ruled.bill_type_code = line.bill_type_code
            AND ruled.facility_ccn = line.facility_ccn
    INNER JOIN stay_rule AS rule ON rule.priority = ruled.priority
    LEFT JOIN reversed_claim
        ON reversed_claim.claim_id = line.claim_id AND reversed_claim.data_source = line.data_source
    WHERE line.claim_type = 'institutional' AND reversed_claim.claim_id IS NULL
    GROUP BY line.claim_id, line.data_source, line.person_id
),
principal AS (
    SELECT claim.claim_id, claim.data_source, min(substr(diagnosis.diagnosis_code, 1, 3)) AS category
    FROM claim
    INNER JOIN claim_diagnosis AS diagnosis
        ON diagnosis.claim_id = claim.claim_id AND diagnosis.data_source = claim.data_source
    WHERE diagnosis.diagnosis_sequence = 1
    GROUP BY claim.claim_id, claim.data_source
)
SELECT
    utilization_window.period,
    claim.claim_id,
    claim.data_source,
    claim.person_id,
    claim.stay_kind,
    claim.first_date,
    CASE WHEN claim.last_date < claim.first_date THEN claim.first_date ELSE claim.last_date END AS last_date,
    claim.discharge_disposition_code,
    claim.facility,
    claim.bill_frequency,
    coalesce(principal.category, '') AS condition_category
FROM claim
INNER JOIN utilization_window
    ON
        claim.first_date <= utilization_window.last_date
        AND claim.last_date >= utilization_window.first_date
        AND (claim.paid_date IS NULL OR claim.paid_date <= utilization_window.paid_through_date)
LEFT JOIN principal ON principal.claim_id = claim.claim_id AND principal.data_source = claim.data_source
