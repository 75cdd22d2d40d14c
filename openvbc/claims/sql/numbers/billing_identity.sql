-- Grain: one row an identity under which lines of medical claims are billed, where lines have it.
-- Inputs: medical_claim
-- Columns: identity BIGINT, tin VARCHAR, ccn VARCHAR, npi VARCHAR, specialty_code VARCHAR
-- Rule: the TIN that billed, the NPI and specialty of who rendered the line, and on lines that are not professional the
--   CCN of the facility. Who takes part in what is held against identities, not lines.
SELECT
    row_number() OVER (ORDER BY known.tin, known.ccn, known.npi, known.specialty_code) AS identity,
    known.tin,
    known.ccn,
    known.npi,
    known.specialty_code
FROM (
    SELECT DISTINCT
        billing_tin AS tin,
        CASE WHEN claim_type = 'professional' THEN '' ELSE facility_ccn END AS ccn,
        rendering_npi AS npi,
        rendering_specialty_code AS specialty_code
    FROM medical_claim
) AS known
