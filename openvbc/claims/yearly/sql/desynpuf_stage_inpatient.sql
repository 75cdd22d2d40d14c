-- Grain: one row a segment of an inpatient claim. Inputs: staged_text, checked; $file_number.
-- Columns: those of inpatient_segment.
-- Rule: an empty date stays empty, as in the further segments of a claim. DRG codes get their leading zeros back; a
-- code that is no number ("OTH") is kept as it is.
INSERT INTO staged_inpatient_segment
SELECT
    DESYNPUF_ID AS person_id,
    regexp_replace(CLM_ID, '\.0$', '') AS claim_id,
    CAST(regexp_replace(SEGMENT, '\.0$', '') AS INTEGER) AS segment,
    CAST(try_strptime(substr(CLM_FROM_DT, 1, 8), '%Y%m%d') AS DATE) AS from_date,
    CAST(try_strptime(substr(CLM_THRU_DT, 1, 8), '%Y%m%d') AS DATE) AS through_date,
    CASE
        WHEN regexp_full_match(CLM_DRG_CD, '[0-9]{1,3}(\.0)?')
            THEN lpad(regexp_replace(CLM_DRG_CD, '\.0$', ''), 3, '0')
        ELSE upper(CLM_DRG_CD)
    END AS drg,
    CAST(CAST(CLM_PMT_AMT AS DECIMAL(16, 2)) * 100 AS BIGINT) AS payment_cents,
    CAST($file_number AS INTEGER) AS file_number,
    source_row
FROM staged_text
