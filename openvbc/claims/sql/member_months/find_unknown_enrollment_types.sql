-- Grain: one row a set of codes that no rule gives an enrollment type.
-- Inputs: enrollment_span, calendar_month, count_period
-- Columns: medicare_status_code VARCHAR, dual_status_code VARCHAR, medicaid_indicator VARCHAR, esrd_status VARCHAR,
--     original_reason_entitlement_code VARCHAR, people BIGINT, months BIGINT
-- Rule: only months of the periods that are counted; a month of a look-back window needs no type, nor one
--     that only a span that gives way would have.
SELECT
    span.medicare_status_code,
    span.dual_status_code,
    span.medicaid_indicator,
    span.esrd_status,
    span.original_reason_entitlement_code,
    CAST(count(DISTINCT span.person_id) AS BIGINT) AS people,
    CAST(count(*) AS BIGINT) AS months
FROM enrollment_span AS span
JOIN calendar_month ON calendar_month.month_index BETWEEN span.first_month AND span.last_month
JOIN count_period ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
WHERE span.enrollment_type = '' AND span.gives_way = 0
GROUP BY
    span.medicare_status_code, span.dual_status_code, span.medicaid_indicator, span.esrd_status,
    span.original_reason_entitlement_code
ORDER BY
    months DESC, span.medicare_status_code, span.dual_status_code, span.medicaid_indicator, span.esrd_status,
    span.original_reason_entitlement_code
