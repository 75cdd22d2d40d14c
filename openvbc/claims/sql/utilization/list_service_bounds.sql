-- Grain: one row.
-- Inputs: medical_claim, eligibility
-- Columns: first_date DATE, last_date DATE, first_enrolled DATE
-- Rule: the first and last day on which a claim begins, and the first day of any enrollment; NULL where there is none.
WITH claim AS (
    SELECT min(claim_start_date) AS first_date, max(claim_start_date) AS last_date FROM medical_claim
),
enrollment AS (
    SELECT min(enrollment_start_date) AS first_enrolled FROM eligibility
)
SELECT claim.first_date, claim.last_date, enrollment.first_enrolled
FROM claim
CROSS JOIN enrollment
