-- Grain: one row a data source with institutional lines.
-- Inputs: said_amount
-- Columns: data_source VARCHAR, lines BIGINT, lines_with_sequestration BIGINT, lines_with_medical_education BIGINT,
--   lines_with_disproportionate_share BIGINT, lines_with_uncompensated_care BIGINT
-- Rule: a source that never says an amount has nothing that could be added back or taken out.
SELECT
    data_source,
    lines,
    lines_with_sequestration,
    lines_with_medical_education,
    lines_with_disproportionate_share,
    lines_with_uncompensated_care
FROM said_amount
ORDER BY data_source
