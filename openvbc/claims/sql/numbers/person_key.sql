-- Grain: one row a person of whom the data hold anything that is counted.
-- Inputs: eligibility, medical_claim, claim_diagnosis, pharmacy_claim
-- Columns: person BIGINT, person_id VARCHAR
-- Rule: the number that stands for the person where lines are counted. It means equality only: nothing is ordered
--   by it.
SELECT
    row_number() OVER (ORDER BY known.person_id) AS person,
    known.person_id
FROM (
    SELECT person_id FROM eligibility
    UNION
    SELECT person_id FROM medical_claim
    UNION
    SELECT person_id FROM claim_diagnosis
    UNION
    SELECT person_id FROM pharmacy_claim
) AS known
