-- One row an institutional claim: its sums.
SELECT
    claim_id,
    CAST(sum(paid_amount) AS DECIMAL(18, 2)) AS paid,
    CAST(sum(charge_amount) AS DECIMAL(18, 2)) AS charge,
    CAST(sum(deductible_amount) AS DECIMAL(18, 2)) AS deductible,
    CAST(sum(coinsurance_amount) AS DECIMAL(18, 2)) AS coinsurance,
    CAST(sum(sequestration_amount) AS DECIMAL(18, 2)) AS sequestration
FROM medical_claim
SEMI JOIN chosen_person USING (person_id)
WHERE claim_type = 'institutional'
GROUP BY claim_id
