-- Grain: one row a person and year. Inputs: staged_text, checked; $year of the file, $file_number.
-- Columns: those of person_year.
-- Rule: DE-SynPUF's Medicare reimbursements are what Medicare paid, net of the beneficiary's and primary payers' share.
-- State and county codes get their leading zeros back; a code that is no number is kept as it is, for the audits.
INSERT INTO staged_person_year
SELECT
    DESYNPUF_ID AS person_id,
    CAST($year AS INTEGER) AS year,
    CASE
        WHEN regexp_full_match(SP_STATE_CODE, '[0-9]{1,2}(\.0)?')
            THEN lpad(regexp_replace(SP_STATE_CODE, '\.0$', ''), 2, '0')
        ELSE upper(SP_STATE_CODE)
    END AS state,
    CASE
        WHEN regexp_full_match(BENE_COUNTY_CD, '[0-9]{1,3}(\.0)?')
            THEN lpad(regexp_replace(BENE_COUNTY_CD, '\.0$', ''), 3, '0')
        ELSE upper(BENE_COUNTY_CD)
    END AS county,
    CAST(regexp_replace(BENE_HI_CVRAGE_TOT_MONS, '\.0$', '') AS INTEGER) AS part_a_months,
    CAST(regexp_replace(BENE_SMI_CVRAGE_TOT_MONS, '\.0$', '') AS INTEGER) AS part_b_months,
    CAST(regexp_replace(BENE_HMO_CVRAGE_TOT_MONS, '\.0$', '') AS INTEGER) AS medicare_advantage_months,
    CAST(CAST(MEDREIMB_IP AS DECIMAL(16, 2)) * 100 AS BIGINT) AS inpatient_cents,
    CAST(CAST(MEDREIMB_OP AS DECIMAL(16, 2)) * 100 AS BIGINT) AS outpatient_cents,
    CAST(CAST(MEDREIMB_CAR AS DECIMAL(16, 2)) * 100 AS BIGINT) AS carrier_cents,
    CAST($file_number AS INTEGER) AS file_number,
    source_row
FROM staged_text
