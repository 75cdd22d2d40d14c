-- Grain: one row a line of a medical claim.
-- Inputs: medical_claim, claim_key, person_key, code_combination, billing_identity, facility_key, reversed_line
-- Columns: claim BIGINT, claim_line_number INTEGER, person BIGINT, combination BIGINT, identity BIGINT,
--   facility BIGINT, claim_start_date DATE, claim_end_date DATE, line_start_date DATE, line_end_date DATE,
--   has_first_day_only INTEGER, paid_date DATE, paid_cents BIGINT, allowed_cents BIGINT, sequestration_cents BIGINT,
--   medical_education_cents BIGINT, disproportionate_share_cents BIGINT, uncompensated_care_cents BIGINT,
--   reversed INTEGER
-- Rule: what counts of a line, in numbers and days. A line without a day of its own has the claim's;
--   has_first_day_only: 1 where it says the day on which it begins and not that on which it ends. Amounts are NULL
--   where the source does not say them. reversed: 1 if nothing is left of the service, because it was paid back.
--   Joined as written, largest table first.
SELECT
    claim_key.claim,
    line.claim_line_number,
    person_key.person,
    code_combination.combination,
    billing_identity.identity,
    facility_key.facility,
    line.claim_start_date,
    line.claim_end_date,
    coalesce(line.claim_line_start_date, line.claim_start_date) AS line_start_date,
    coalesce(line.claim_line_end_date, line.claim_end_date) AS line_end_date,
    CAST(
        CASE WHEN line.claim_line_start_date IS NOT NULL AND line.claim_line_end_date IS NULL THEN 1 ELSE 0 END
        AS INTEGER
    ) AS has_first_day_only,
    line.paid_date,
    CAST(line.paid_amount * 100 AS BIGINT) AS paid_cents,
    CAST(line.allowed_amount * 100 AS BIGINT) AS allowed_cents,
    CAST(line.sequestration_amount * 100 AS BIGINT) AS sequestration_cents,
    CAST(line.indirect_medical_education_amount * 100 AS BIGINT) AS medical_education_cents,
    CAST(line.disproportionate_share_amount * 100 AS BIGINT) AS disproportionate_share_cents,
    CAST(line.uncompensated_care_amount * 100 AS BIGINT) AS uncompensated_care_cents,
    CAST(CASE WHEN reversed_line.claim_id IS NULL THEN 0 ELSE 1 END AS INTEGER) AS reversed
FROM medical_claim AS line
INNER JOIN claim_key ON claim_key.claim_id = line.claim_id AND claim_key.data_source = line.data_source
INNER JOIN person_key ON person_key.person_id = line.person_id
INNER JOIN code_combination
    ON
        code_combination.claim_type = line.claim_type
        AND code_combination.bill_type_code = line.bill_type_code
        AND code_combination.source_claim_type_code = line.source_claim_type_code
        AND code_combination.revenue_center_code = line.revenue_center_code
        AND code_combination.place_of_service_code = line.place_of_service_code
        AND code_combination.hcpcs_code = line.hcpcs_code
        AND code_combination.drg_code = line.drg_code
INNER JOIN billing_identity
    ON
        billing_identity.tin = line.billing_tin
        AND billing_identity.ccn = CASE WHEN line.claim_type = 'professional' THEN '' ELSE line.facility_ccn END
        AND billing_identity.npi = line.rendering_npi
        AND billing_identity.specialty_code = line.rendering_specialty_code
INNER JOIN facility_key
    ON
        facility_key.ccn = line.facility_ccn
        AND facility_key.facility_npi = line.facility_npi
        AND facility_key.billing_npi = line.billing_npi
LEFT JOIN reversed_line
    ON
        reversed_line.claim_id = line.claim_id
        AND reversed_line.claim_line_number = line.claim_line_number
        AND reversed_line.data_source = line.data_source
