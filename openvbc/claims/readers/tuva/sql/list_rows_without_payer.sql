-- Grain: one row a file with rows of eligibility or attribution that name no payer.
-- Inputs: loaded_eligibility, loaded_provider_attribution.
-- Columns: source_file VARCHAR, source_row BIGINT (the first), cases BIGINT.
WITH nameless AS (
    SELECT source_file, source_row FROM loaded_eligibility WHERE payer = ''
    UNION ALL
    SELECT source_file, source_row FROM loaded_provider_attribution WHERE payer = ''
)
SELECT source_file, min(source_row) AS source_row, count(*) AS cases
FROM nameless
GROUP BY source_file
ORDER BY source_file
