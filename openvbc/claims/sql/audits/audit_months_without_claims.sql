-- Grain: one row a stretch of months in which a data source has no claims between months that have some, the first
--     ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: by kind of claim and month of the first day; months before the first and after the last are not missed. cases
--     counts all of them.
SELECT example, cases
FROM (
    SELECT
        data_source || ', ' || claim_kind || ': ' || CAST(month_number - former_number - 1 AS VARCHAR) || ' before '
            || CAST(year_month AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, claim_kind, month_number) AS place_in_order
    FROM (
        SELECT
            data_source,
            claim_kind,
            year_month,
            month_number,
            lag(month_number) OVER (PARTITION BY data_source, claim_kind ORDER BY month_number) AS former_number
        FROM (
            SELECT DISTINCT
                data_source,
                claim_kind,
                CAST(EXTRACT(year FROM claim_start_date) * 100 + EXTRACT(month FROM claim_start_date) AS INTEGER)
                    AS year_month,
                CAST(EXTRACT(year FROM claim_start_date) * 12 + EXTRACT(month FROM claim_start_date) AS INTEGER)
                    AS month_number
            FROM audited_claim
        ) AS with_claims
    ) AS in_order
    WHERE month_number - former_number > 1
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
