-- Grain: one row a list of services and claim line that qualifies (add-on codes stand in add_on_line).
-- Inputs: medical_line, billing_identity, qualifying_combination, qualifying_identity, listed_facility, facility_stay;
--     $first_date, $last_date
-- Columns: service_list INTEGER, person BIGINT, service_date DATE, paid_date DATE, identity BIGINT,
--     provider_type INTEGER, allowed_cents BIGINT, by_paid INTEGER
-- Rule: lines whose codes qualify, at listed facilities where the rule says so, and not during a stay where it says so.
--     The day is the line's first, or the claim's where the line has none. The type of provider is that of the
--     specialty (qualifying_identity) or the one that the rule gives facilities; 0 if nothing says it. Of an
--     institutional line without an allowed amount the paid amount counts, and by_paid is 1; allowed_cents is NULL
--     where the source has neither. What was paid back does not qualify. Joined as written, largest table first.
WITH listed_identity AS (
    SELECT DISTINCT listed_facility.facility_list, billing_identity.identity
    FROM billing_identity
    JOIN listed_facility ON listed_facility.ccn = billing_identity.ccn
)
SELECT
    rule.service_list,
    line.person,
    line.line_start_date AS service_date,
    line.paid_date,
    line.identity,
    CASE
        WHEN rule.provider_type = 0 THEN known.provider_type
        WHEN known.attested = 0 THEN rule.unattested_provider_type
        ELSE rule.provider_type
    END AS provider_type,
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
JOIN qualifying_identity AS known ON known.service_list = rule.service_list AND known.identity = line.identity
LEFT JOIN listed_identity
    ON listed_identity.facility_list = rule.facility_list AND listed_identity.identity = line.identity
LEFT JOIN facility_stay
    ON facility_stay.person = line.person
    AND facility_stay.stay_kind = rule.not_during_stay
    AND line.line_start_date BETWEEN facility_stay.first_date AND facility_stay.last_date
WHERE rule.only_with_base_code = 0
    AND line.reversed = 0
    AND line.line_start_date BETWEEN $first_date AND $last_date
    AND (rule.provider_type <> 0 OR known.by_specialty = 1)
    AND (rule.facility_list = '' OR listed_identity.identity IS NOT NULL)
    AND facility_stay.person IS NULL
