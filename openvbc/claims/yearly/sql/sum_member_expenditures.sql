-- Grain: one row a counted member.
-- Inputs: attribution, person_year, carved_out_claim, request_code ('carved_out_category'); $count_id, $year.
-- Columns: those of member_expenditures.
-- Rule: a category carved out takes the member's whole amount of it. Claims of carved-out DRGs are taken out of the
-- inpatient amount, at most to zero: a member's claims can exceed the yearly column, and then only the column's amount
-- (nothing where it is negative) is taken out. What remains is the sum of the categories less all that is carved out.
INSERT INTO member_expenditures
WITH carved_out_category AS (
    SELECT
        count(CASE WHEN code = 'inpatient' THEN 1 END) AS inpatient,
        count(CASE WHEN code = 'outpatient' THEN 1 END) AS outpatient,
        count(CASE WHEN code = 'carrier' THEN 1 END) AS carrier
    FROM request_code
    WHERE count_id = $count_id AND kind = 'carved_out_category'
),
drg_claims AS (
    SELECT person_id, CAST(sum(payment_cents) AS BIGINT) AS drg_claims_cents
    FROM carved_out_claim
    WHERE count_id = $count_id
    GROUP BY person_id
),
member AS (
    SELECT
        person_year.person_id,
        attribution.member_months,
        person_year.inpatient_cents,
        person_year.outpatient_cents,
        person_year.carrier_cents,
        CASE WHEN person_year.inpatient_cents > 0 THEN person_year.inpatient_cents ELSE 0 END AS most_cents,
        coalesce(drg_claims.drg_claims_cents, 0) AS drg_claims_cents
    FROM attribution
    INNER JOIN person_year ON person_year.person_id = attribution.person_id AND person_year.year = $year
    LEFT JOIN drg_claims ON drg_claims.person_id = attribution.person_id
    WHERE attribution.count_id = $count_id AND attribution.reason = 'counted'
),
carved AS (
    SELECT
        member.*,
        CASE WHEN category.inpatient > 0 THEN member.inpatient_cents ELSE 0 END AS carved_out_inpatient_cents,
        CASE WHEN category.outpatient > 0 THEN member.outpatient_cents ELSE 0 END AS carved_out_outpatient_cents,
        CASE WHEN category.carrier > 0 THEN member.carrier_cents ELSE 0 END AS carved_out_carrier_cents,
        CASE
            WHEN member.drg_claims_cents > member.most_cents THEN member.most_cents
            ELSE member.drg_claims_cents
        END AS carved_out_drg_cents
    FROM member
    CROSS JOIN carved_out_category AS category
)
SELECT
    $count_id AS count_id,
    person_id,
    member_months,
    inpatient_cents,
    outpatient_cents,
    carrier_cents,
    carved_out_inpatient_cents,
    carved_out_outpatient_cents,
    carved_out_carrier_cents,
    drg_claims_cents,
    carved_out_drg_cents,
    inpatient_cents + outpatient_cents + carrier_cents
    - carved_out_inpatient_cents - carved_out_outpatient_cents - carved_out_carrier_cents
    - carved_out_drg_cents AS remaining_cents
FROM carved
