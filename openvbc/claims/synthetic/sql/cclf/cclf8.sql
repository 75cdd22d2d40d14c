-- The people as they stand on the day of the delivery, or on the last day of the region. Names, addresses and county codes of the census are left blank.
SELECT
    CASE WHEN $delivered_on < person.changed_on THEN person.former_id ELSE person.person_id END AS BENE_MBI_ID,
    span.zip_code AS BENE_ZIP_CD,
    span.birth_date AS BENE_DOB,
    CASE span.sex WHEN 'male' THEN '1' ELSE '2' END AS BENE_SEX_CD,
    span.race AS BENE_RACE_CD,
    date_diff('month', span.birth_date, CAST($delivered_on AS DATE)) // 12 AS BENE_AGE,
    span.medicare_status_code AS BENE_MDCR_STUS_CD,
    span.dual_status_code AS BENE_DUAL_STUS_CD,
    CASE WHEN span.death_date <= $delivered_on THEN span.death_date END AS BENE_DEATH_DT,
    span.original_reason_entitlement_code AS BENE_ORGNL_ENTLMT_RSN_CD,
    CASE
        WHEN span.part_a = '1' AND span.part_b = '1' THEN '3'
        WHEN span.part_a = '1' THEN '1'
        ELSE '2'
    END AS BENE_ENTLMT_BUYIN_IND,
    CASE WHEN span.part_a = '1' THEN span.enrollment_start_date END AS BENE_PART_A_ENRLMT_BGN_DT,
    CASE WHEN span.part_b = '1' THEN span.enrollment_start_date END AS BENE_PART_B_ENRLMT_BGN_DT,
    span.state AS GEO_USPS_STATE_CD
FROM eligibility AS span
JOIN chosen_person AS person USING (person_id)
WHERE span.enrollment_start_date <= $known_on AND span.enrollment_end_date >= date_trunc('month', CAST($known_on AS DATE))
QUALIFY row_number() OVER (PARTITION BY span.person_id ORDER BY span.enrollment_start_date DESC) = 1
