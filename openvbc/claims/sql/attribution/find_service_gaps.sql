-- Grain: one row in all.
-- Inputs: qualifying_line, add_on_line
-- Columns: lines_without_provider_type BIGINT, cents_without_provider_type BIGINT, lines_without_amount BIGINT
-- Rule: qualifying lines whose type of provider is unknown (they attribute to nobody), and lines with neither an
--     allowed nor, at a facility, a paid amount.
SELECT
    CAST(coalesce(sum(CASE WHEN provider_type = '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS lines_without_provider_type,
    CAST(coalesce(sum(CASE WHEN provider_type = '' THEN allowed_cents ELSE 0 END), 0) AS BIGINT)
        AS cents_without_provider_type,
    CAST(coalesce(sum(CASE WHEN provider_type <> '' AND allowed_cents IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
        AS lines_without_amount
FROM (
    SELECT provider_type, allowed_cents FROM qualifying_line
    UNION ALL
    SELECT provider_type, allowed_cents FROM add_on_line
) AS line
