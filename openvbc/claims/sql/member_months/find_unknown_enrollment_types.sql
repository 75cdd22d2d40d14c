-- Grain: one row a set of codes that no rule gives an enrollment type.
-- Inputs: enrollment_span, eligibility, calendar_month, count_period
-- Columns: medicare_status_code VARCHAR, dual_status_code VARCHAR, medicaid_indicator VARCHAR, esrd_status VARCHAR,
--     original_reason_entitlement_code VARCHAR, people BIGINT, months BIGINT
-- Rule: only months of the periods that are counted; a month of a look-back window needs no type, nor one
--     that only a span that gives way would have.
WITH untyped AS (
    SELECT person_id, payer, plan, enrollment_start_date, data_source, first_month, last_month
    FROM enrollment_span
    WHERE enrollment_type = '' AND gives_way = 0
)
SELECT
    eligibility.medicare_status_code,
    eligibility.dual_status_code,
    eligibility.medicaid_indicator,
    eligibility.esrd_status,
    eligibility.original_reason_entitlement_code,
    CAST(count(DISTINCT span.person_id) AS BIGINT) AS people,
    CAST(count(*) AS BIGINT) AS months
FROM untyped AS span
JOIN eligibility
    ON eligibility.person_id = span.person_id
    AND eligibility.payer = span.payer
    AND eligibility.plan = span.plan
    AND eligibility.enrollment_start_date = span.enrollment_start_date
    AND eligibility.data_source = span.data_source
JOIN calendar_month ON calendar_month.month_index BETWEEN span.first_month AND span.last_month
JOIN count_period ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
GROUP BY
    eligibility.medicare_status_code, eligibility.dual_status_code, eligibility.medicaid_indicator,
    eligibility.esrd_status, eligibility.original_reason_entitlement_code
ORDER BY
    months DESC, eligibility.medicare_status_code, eligibility.dual_status_code, eligibility.medicaid_indicator,
    eligibility.esrd_status, eligibility.original_reason_entitlement_code
