-- Grain: one row a data row of a DE-SynPUF beneficiary summary, as text.
-- Inputs: $path and $compression of one file; $columns, the file's own header as column names, all VARCHAR.
-- Columns: source_row BIGINT (data row from 1), then the needed columns under CMS's names, VARCHAR, '' where empty.
-- Rule: nothing is typed and nothing is left out; a line with more or fewer fields than the header stops the reading.
CREATE OR REPLACE TEMP TABLE staged_text AS
SELECT
    row_number() OVER () AS source_row,
    trim(coalesce(DESYNPUF_ID, '')) AS DESYNPUF_ID,
    trim(coalesce(SP_STATE_CODE, '')) AS SP_STATE_CODE,
    trim(coalesce(BENE_COUNTY_CD, '')) AS BENE_COUNTY_CD,
    trim(coalesce(BENE_HI_CVRAGE_TOT_MONS, '')) AS BENE_HI_CVRAGE_TOT_MONS,
    trim(coalesce(BENE_SMI_CVRAGE_TOT_MONS, '')) AS BENE_SMI_CVRAGE_TOT_MONS,
    trim(coalesce(BENE_HMO_CVRAGE_TOT_MONS, '')) AS BENE_HMO_CVRAGE_TOT_MONS,
    trim(coalesce(MEDREIMB_IP, '')) AS MEDREIMB_IP,
    trim(coalesce(MEDREIMB_OP, '')) AS MEDREIMB_OP,
    trim(coalesce(MEDREIMB_CAR, '')) AS MEDREIMB_CAR
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
