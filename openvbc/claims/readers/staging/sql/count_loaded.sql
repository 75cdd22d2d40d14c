-- Grain: one row a canonical table. Inputs: the loaded tables.
-- Columns: name VARCHAR, label VARCHAR, rows BIGINT, amount DECIMAL (dollars paid, NULL where there are none).
SELECT 'eligibility' AS name, 'spans of enrollment' AS label, count(*) AS rows, CAST(NULL AS DECIMAL(38, 2)) AS amount
FROM loaded_eligibility
UNION ALL
SELECT 'medical_claim', 'lines of medical claims', count(*), sum(paid_amount) FROM loaded_medical_claim
UNION ALL
SELECT 'claim_diagnosis', 'diagnoses of medical claims', count(*), NULL FROM loaded_claim_diagnosis
UNION ALL
SELECT 'claim_procedure', 'procedures of medical claims', count(*), NULL FROM loaded_claim_procedure
UNION ALL
SELECT 'pharmacy_claim', 'fills', count(*), sum(paid_amount) FROM loaded_pharmacy_claim
UNION ALL
SELECT 'annual_expenditure', 'amounts of yearly summaries', count(*), sum(paid_amount) FROM loaded_annual_expenditure
UNION ALL
SELECT 'provider_attribution', 'months of attribution', count(*), NULL FROM loaded_provider_attribution
