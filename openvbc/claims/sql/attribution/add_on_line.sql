-- Grain: one row a list of services and claim line whose code counts only beside a base code.
-- Inputs: medical_line, code_combination, qualifying_code, qualifying_combination, qualifying_identity, facility_stay;
--     $first_date, $last_date
-- Columns: person BIGINT, service_date DATE, paid_date DATE, identity_basis BIGINT, allowed_cents BIGINT
-- Rule: a base code is any other code of the list that itself needs none; it must stand on the same claim. Otherwise as
--     in qualifying_line, for professional lines. Joined as written, largest table first.
WITH add_on AS (
    SELECT
        rule.service_list,
        rule.not_during_stay,
        line.identity * rule.bases + rule.basis AS identity_basis,
        line.claim,
        line.person,
        line.line_start_date AS service_date,
        line.paid_date,
        line.allowed_cents
    FROM medical_line AS line
    JOIN qualifying_combination AS rule ON rule.combination = line.combination
    WHERE rule.only_with_base_code = 1
        AND line.reversed = 0
        AND line.line_start_date BETWEEN $first_date AND $last_date
),
base AS (
    SELECT DISTINCT code.service_list, known.combination
    FROM code_combination AS known
    JOIN qualifying_code AS code ON code.hcpcs_code = known.hcpcs_code
    WHERE code.only_with_base_code = 0
),
add_on_claim AS (
    SELECT DISTINCT service_list, claim
    FROM add_on
),
with_base AS (
    SELECT DISTINCT base.service_list, line.claim
    FROM medical_line AS line
    JOIN add_on_claim ON add_on_claim.claim = line.claim
    JOIN base ON base.service_list = add_on_claim.service_list AND base.combination = line.combination
    WHERE line.reversed = 0
)
SELECT
    add_on.person,
    add_on.service_date,
    add_on.paid_date,
    known.identity_basis,
    add_on.allowed_cents
FROM add_on
JOIN with_base ON with_base.service_list = add_on.service_list AND with_base.claim = add_on.claim
JOIN qualifying_identity AS known ON known.identity_basis = add_on.identity_basis
LEFT JOIN facility_stay
    ON facility_stay.person = add_on.person
    AND facility_stay.stay_kind = add_on.not_during_stay
    AND add_on.service_date BETWEEN facility_stay.first_date AND facility_stay.last_date
WHERE facility_stay.person IS NULL
