-- Grain: one row an identity of the facility that lines of medical claims name, where lines have it.
-- Inputs: medical_claim
-- Columns: facility BIGINT, ccn VARCHAR, facility_npi VARCHAR, billing_npi VARCHAR
-- Rule: the number that stands for the facility's CCN, its NPI, and the NPI that billed, of every type of claim.
SELECT
    row_number() OVER (ORDER BY known.ccn, known.facility_npi, known.billing_npi) AS facility,
    known.ccn,
    known.facility_npi,
    known.billing_npi
FROM (
    SELECT DISTINCT facility_ccn AS ccn, facility_npi, billing_npi
    FROM medical_claim
) AS known
