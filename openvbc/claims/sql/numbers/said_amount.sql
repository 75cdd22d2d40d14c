-- Grain: one row a data source with institutional lines.
-- Inputs: medical_claim
-- Columns: data_source VARCHAR, lines BIGINT, lines_with_sequestration BIGINT, lines_with_medical_education BIGINT,
--   lines_with_disproportionate_share BIGINT, lines_with_uncompensated_care BIGINT
-- Rule: how many lines say each amount that a contract may add back or take out.
SELECT
    data_source,
    count(*) AS lines,
    count(sequestration_amount) AS lines_with_sequestration,
    count(indirect_medical_education_amount) AS lines_with_medical_education,
    count(disproportionate_share_amount) AS lines_with_disproportionate_share,
    count(uncompensated_care_amount) AS lines_with_uncompensated_care
FROM medical_claim
WHERE claim_type = 'institutional'
GROUP BY data_source
