-- Grain: one row a service that is authorized, or asked for, and begins in the days.
-- Inputs: prior_authorization; $first_date, $last_date
-- Columns: person_id VARCHAR, payer VARCHAR, authorization_id VARCHAR, decision VARCHAR, service_type VARCHAR,
--   service_start_date DATE, service_end_date DATE, hcpcs_code VARCHAR, diagnosis_code VARCHAR, facility VARCHAR,
--   servicing_npi VARCHAR
-- Rule: what was denied or withdrawn is not planned. A request without a day begins on no day, and is none of these.
SELECT
    person_id,
    payer,
    authorization_id,
    decision,
    service_type,
    service_start_date,
    service_end_date,
    hcpcs_code,
    diagnosis_code,
    facility,
    servicing_npi
FROM prior_authorization
WHERE decision IN ('approved', 'partly_approved', 'pending')
    AND service_start_date BETWEEN CAST($first_date AS DATE) AND CAST($last_date AS DATE)
ORDER BY service_start_date, person_id, authorization_id, service_number
