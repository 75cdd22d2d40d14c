-- Grain: one row a set of codes that no rule gives an enrollment type.
-- Inputs: enrollment_span, enrollment_combination, enrollment_type_key, calendar_month, count_period
-- Columns: medicare_status_code VARCHAR, dual_status_code VARCHAR, medicaid_indicator VARCHAR, esrd_status VARCHAR,
--     original_reason_entitlement_code VARCHAR, people BIGINT, months BIGINT
-- Rule: only months of the periods that are counted; a month of a look-back window needs no type, nor one
--     that only a span that gives way would have.
SELECT
    said.medicare_status_code,
    said.dual_status_code,
    said.medicaid_indicator,
    said.esrd_status,
    said.original_reason_entitlement_code,
    CAST(count(DISTINCT span.person) AS BIGINT) AS people,
    CAST(count(*) AS BIGINT) AS months
FROM enrollment_span AS span
JOIN enrollment_type_key ON enrollment_type_key.type_number = span.type_number
JOIN enrollment_combination AS said ON said.combination_number = span.combination_number
JOIN calendar_month ON calendar_month.month_index BETWEEN span.first_month AND span.last_month
JOIN count_period ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
WHERE enrollment_type_key.enrollment_type = '' AND span.gives_way = 0
GROUP BY
    said.medicare_status_code, said.dual_status_code, said.medicaid_indicator, said.esrd_status,
    said.original_reason_entitlement_code
ORDER BY
    months DESC, said.medicare_status_code, said.dual_status_code, said.medicaid_indicator, said.esrd_status,
    said.original_reason_entitlement_code
