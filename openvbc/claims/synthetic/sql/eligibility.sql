-- One row a span of days with the same enrollment.
SELECT
    person.person_id,
    person.person_id AS member_id,
    person.person_id AS subscriber_id,
    person.sex,
    person.race,
    person.birth_date,
    person.death_date,
    DATE '1970-01-01' + span.start_day AS enrollment_start_date,
    DATE '1970-01-01' + span.end_day AS enrollment_end_date,
    'Medicare' AS payer,
    'medicare' AS payer_type,
    'Original Medicare' AS plan,
    person.reason AS original_reason_entitlement_code,
    dual.code AS dual_status_code,
    status.code AS medicare_status_code,
    CASE WHEN span.dual > 0 THEN '1' ELSE '0' END AS medicaid_indicator,
    CASE WHEN span.dual > 0 AND span.part_d = 1 THEN '1' ELSE '0' END AS low_income_subsidy_indicator,
    CASE WHEN status.code IN ('11', '21', '31') THEN 'dialysis' ELSE '' END AS esrd_status,
    '' AS group_id,
    county.state,
    '' AS zip_code,
    county.county_code,
    CAST(span.part_a AS VARCHAR) AS part_a,
    CAST(span.part_b AS VARCHAR) AS part_b,
    CAST(NULL AS DATE) AS part_b_start_date,
    CAST(span.part_d AS VARCHAR) AS part_d,
    CAST(span.medicare_advantage AS VARCHAR) AS medicare_advantage,
    CAST(span.institutional AS VARCHAR) AS institutional,
    '' AS enrollment_type,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_span AS span
JOIN person ON person.idx = span.person
JOIN dual ON dual.idx = span.dual
JOIN status ON status.idx = span.status
JOIN county ON county.idx = span.county
