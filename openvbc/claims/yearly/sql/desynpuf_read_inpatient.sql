-- Grain: one row a data row of a DE-SynPUF inpatient claims file (a claim segment), as text.
-- Inputs: $path and $compression of one file; $columns, the file's own header as column names, all VARCHAR.
-- Columns: source_row BIGINT (data row from 1), then the needed columns under CMS's names, VARCHAR, '' where empty.
-- Rule: nothing is typed and nothing is left out; a line with more or fewer fields than the header stops the reading.
CREATE OR REPLACE TEMP TABLE staged_text AS
SELECT
    row_number() OVER () AS source_row,
    trim(coalesce(DESYNPUF_ID, '')) AS DESYNPUF_ID,
    trim(coalesce(CLM_ID, '')) AS CLM_ID,
    trim(coalesce(SEGMENT, '')) AS SEGMENT,
    trim(coalesce(CLM_FROM_DT, '')) AS CLM_FROM_DT,
    trim(coalesce(CLM_THRU_DT, '')) AS CLM_THRU_DT,
    trim(coalesce(CLM_PMT_AMT, '')) AS CLM_PMT_AMT,
    trim(coalesce(CLM_DRG_CD, '')) AS CLM_DRG_CD
FROM read_csv(
    $path,
    columns = $columns,
    compression = $compression,
    header = true,
    auto_detect = false,
    delim = ',',
    quote = '"',
    escape = '"',
    strict_mode = true,
    null_padding = false
)
