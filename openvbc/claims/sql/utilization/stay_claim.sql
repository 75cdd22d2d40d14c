-- Grain: one row a period and claim of a stay that matters to it.
-- Inputs: institutional_bill, stay_rule, utilization_window
-- Columns: period VARCHAR, claim BIGINT, person BIGINT, stay_kind VARCHAR, first_date DATE, last_date DATE,
--   discharge_disposition_code VARCHAR, facility VARCHAR, bill_frequency VARCHAR, condition_category VARCHAR,
--   drg_code VARCHAR, attending_npi VARCHAR, billing_tin VARCHAR
-- Rule: an institutional claim whose codes meet a stay rule (the first by priority says which kind of stay). From the
--   day of admission to that of discharge, or the first and last day of the claim where the source does not say them.
--   A claim paid after the run-out of the period does not count in it; one without a day of payment does. One that
--   was paid back is none. facility: its CCN, else its NPI, else the NPI or TIN that billed. bill_frequency: the last
--   digit of the type of bill. condition_category: the first three characters of the principal diagnosis.
--   drg_code, attending_npi, billing_tin: of lines with a diagnosis-related group, '' if there is none.
WITH kind_of_bill AS (
    SELECT DISTINCT source_claim_type_code, bill_type_code, facility_ccn
    FROM institutional_bill
),
ruled AS (
    SELECT
        kind_of_bill.source_claim_type_code,
        kind_of_bill.bill_type_code,
        kind_of_bill.facility_ccn,
        min(rule.priority) AS priority
    FROM kind_of_bill
    INNER JOIN stay_rule AS rule
        ON
            (rule.source_claim_type_code = '' OR rule.source_claim_type_code = kind_of_bill.source_claim_type_code)
            AND (
                rule.bill_type_low = ''
                OR kind_of_bill.bill_type_code BETWEEN rule.bill_type_low AND rule.bill_type_high
            )
            AND (
                rule.facility_number_low = ''
                OR substr(kind_of_bill.facility_ccn, 3, 4)
                BETWEEN rule.facility_number_low AND rule.facility_number_high
            )
    GROUP BY kind_of_bill.source_claim_type_code, kind_of_bill.bill_type_code, kind_of_bill.facility_ccn
),
claim AS (
    SELECT
        bill.claim,
        bill.person,
        max(rule.stay_kind) AS stay_kind,
        min(bill.first_date) AS begin_date,
        max(bill.last_date) AS end_date,
        max(bill.paid_date) AS latest_paid_date,
        max(bill.discharge_disposition_code) AS last_disposition_code,
        max(bill.facility) AS last_facility,
        max(substr(bill.bill_type_code, 3, 1)) AS bill_frequency,
        max(bill.condition_category) AS category,
        max(bill.drg_code) AS last_drg_code,
        max(bill.attending_npi) AS last_attending_npi,
        max(bill.billing_tin) AS last_billing_tin
    FROM institutional_bill AS bill
    INNER JOIN ruled
        ON
            ruled.source_claim_type_code = bill.source_claim_type_code
            AND ruled.bill_type_code = bill.bill_type_code
            AND ruled.facility_ccn = bill.facility_ccn
    INNER JOIN stay_rule AS rule ON rule.priority = ruled.priority
    GROUP BY bill.claim, bill.person
)
SELECT
    utilization_window.period,
    claim.claim,
    claim.person,
    claim.stay_kind,
    claim.begin_date AS first_date,
    CASE WHEN claim.end_date < claim.begin_date THEN claim.begin_date ELSE claim.end_date END AS last_date,
    claim.last_disposition_code AS discharge_disposition_code,
    claim.last_facility AS facility,
    claim.bill_frequency,
    claim.category AS condition_category,
    claim.last_drg_code AS drg_code,
    claim.last_attending_npi AS attending_npi,
    claim.last_billing_tin AS billing_tin
FROM claim
INNER JOIN utilization_window
    ON
        claim.begin_date <= utilization_window.last_date
        AND claim.end_date >= utilization_window.first_date
        AND (claim.latest_paid_date IS NULL OR claim.latest_paid_date <= utilization_window.paid_through_date)
