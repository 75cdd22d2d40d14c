-- The people as they stand on the day of the delivery, or on the last day of the region. Names, addresses and county codes of the census are left blank.
-- Part A and Part B began with the first of the person's spans that follow each other without a day in between.
WITH parts AS (
    SELECT person_id, 'a' AS part, enrollment_start_date AS first_day, enrollment_end_date AS last_day
    FROM eligibility
    WHERE part_a = '1'
    UNION ALL
    SELECT person_id, 'b', enrollment_start_date, enrollment_end_date
    FROM eligibility
    WHERE part_b = '1'
),
begun AS (
    SELECT person_id, part, max(first_day) AS first_day
    FROM (
        SELECT *, lag(last_day) OVER (PARTITION BY person_id, part ORDER BY first_day) AS ended FROM parts
    ) AS in_order
    WHERE first_day <= $known_on AND (ended IS NULL OR first_day > ended + 1)
    GROUP BY person_id, part
)
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
    CASE WHEN span.part_a = '1' THEN a.first_day END AS BENE_PART_A_ENRLMT_BGN_DT,
    CASE WHEN span.part_b = '1' THEN b.first_day END AS BENE_PART_B_ENRLMT_BGN_DT,
    span.state AS GEO_USPS_STATE_CD
FROM eligibility AS span
JOIN chosen_person AS person USING (person_id)
LEFT JOIN begun AS a ON a.person_id = span.person_id AND a.part = 'a'
LEFT JOIN begun AS b ON b.person_id = span.person_id AND b.part = 'b'
WHERE span.enrollment_start_date <= $known_on AND span.enrollment_end_date >= date_trunc('month', CAST($known_on AS DATE))
QUALIFY row_number() OVER (PARTITION BY span.person_id ORDER BY span.enrollment_start_date DESC) = 1
