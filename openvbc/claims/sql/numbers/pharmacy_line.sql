-- Grain: one row a fill of a pharmacy claim.
-- Inputs: pharmacy_claim, person_key
-- Columns: person BIGINT, ndc_code VARCHAR, dispensing_date DATE, paid_date DATE, paid_cents BIGINT,
--   allowed_cents BIGINT
-- Rule: what counts of a fill, in numbers and days. Joined as written, largest table first.
SELECT
    person_key.person,
    fill.ndc_code,
    fill.dispensing_date,
    fill.paid_date,
    CAST(fill.paid_amount * 100 AS BIGINT) AS paid_cents,
    CAST(fill.allowed_amount * 100 AS BIGINT) AS allowed_cents
FROM pharmacy_claim AS fill
INNER JOIN person_key ON person_key.person_id = fill.person_id
