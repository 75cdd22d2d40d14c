-- Grain: one row a list of services and claim line that qualifies (add-on codes stand in add_on_line).
-- Inputs: medical_line, qualifying_combination, qualifying_identity, facility_stay; $first_date, $last_date
-- Columns: person BIGINT, service_date DATE, paid_date DATE, identity_basis BIGINT, allowed_cents BIGINT,
--     by_paid INTEGER
-- Rule: lines whose codes qualify, of identities that qualify on the rule's basis, and not during a stay where the rule
--     says so. The day is the line's first, or the claim's where the line has none. identity_basis says which list of
--     services it is and who billed (qualifying_identity). Of an institutional line without an
--     allowed amount the paid amount counts, and by_paid is 1; allowed_cents is NULL where the source has neither. What
--     was paid back does not qualify. Joined as written, largest table first.
SELECT
    line.person,
    line.line_start_date AS service_date,
    line.paid_date,
    known.identity_basis,
    CASE WHEN rule.institutional = 1 THEN coalesce(line.allowed_cents, line.paid_cents) ELSE line.allowed_cents END
        AS allowed_cents,
    CAST(
        CASE
            WHEN rule.institutional = 1 AND line.allowed_cents IS NULL AND line.paid_cents IS NOT NULL THEN 1
            ELSE 0
        END AS INTEGER
    ) AS by_paid
FROM medical_line AS line
JOIN qualifying_combination AS rule ON rule.combination = line.combination
JOIN qualifying_identity AS known ON known.identity_basis = line.identity * rule.bases + rule.basis
LEFT JOIN facility_stay
    ON facility_stay.person = line.person
    AND facility_stay.stay_kind = rule.not_during_stay
    AND line.line_start_date BETWEEN facility_stay.first_date AND facility_stay.last_date
WHERE rule.only_with_base_code = 0
    AND line.reversed = 0
    AND line.line_start_date BETWEEN $first_date AND $last_date
    AND facility_stay.person IS NULL
