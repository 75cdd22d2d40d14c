-- Grain: one row a period, identity that billed (TIN, CCN, NPI and specialty of lines), and whether for people of ours.
-- Inputs: medical_claim, count_period, attribution; $organization_id
-- Columns: period VARCHAR, tin VARCHAR, ccn VARCHAR, npi VARCHAR, specialty_code VARCHAR, ours INTEGER, lines BIGINT,
--     professional_lines BIGINT, lines_without_amount BIGINT, lines_without_paid_date BIGINT, paid_cents BIGINT
-- Rule: a line belongs to the period of its claim's last day, on professional claims of its own last day, and counts
--     if it was paid by the end of the run-out or has no day of payment. Paid amounts with what sequestration took;
--     nothing is taken out (indirect medical education, disproportionate share and uncompensated care stay) and
--     nothing is cut off. ours is 1 for people who are attributed to the organization in the period, 0 for all
--     others.
WITH line AS (
    SELECT
        count_period.period,
        medical_claim.billing_tin AS tin,
        medical_claim.facility_ccn AS ccn,
        medical_claim.rendering_npi AS npi,
        medical_claim.rendering_specialty_code AS specialty_code,
        CASE WHEN attribution.person_id IS NULL THEN 0 ELSE 1 END AS ours,
        medical_claim.claim_type,
        medical_claim.paid_date,
        medical_claim.paid_amount,
        coalesce(medical_claim.paid_amount, 0) + coalesce(medical_claim.sequestration_amount, 0) AS amount
    FROM medical_claim
    JOIN count_period
        ON CASE
            WHEN medical_claim.claim_type = 'professional'
                THEN coalesce(medical_claim.claim_line_end_date, medical_claim.claim_end_date)
            ELSE medical_claim.claim_end_date
        END BETWEEN count_period.first_date AND count_period.last_date
        AND (medical_claim.paid_date IS NULL OR medical_claim.paid_date <= count_period.paid_through_date)
    LEFT JOIN attribution
        ON attribution.period = count_period.period
        AND attribution.person_id = medical_claim.person_id
        AND attribution.organization_id = $organization_id
)
SELECT
    period,
    tin,
    ccn,
    npi,
    specialty_code,
    CAST(ours AS INTEGER) AS ours,
    count(*) AS lines,
    CAST(sum(CASE WHEN claim_type = 'professional' THEN 1 ELSE 0 END) AS BIGINT) AS professional_lines,
    CAST(sum(CASE WHEN paid_amount IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS lines_without_amount,
    CAST(sum(CASE WHEN paid_date IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS lines_without_paid_date,
    CAST(sum(amount) * 100 AS BIGINT) AS paid_cents
FROM line
GROUP BY period, tin, ccn, npi, specialty_code, line.ours
