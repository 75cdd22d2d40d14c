-- Grain: one row in all.
-- Inputs: qualifying_line, add_on_line, qualifying_identity
-- Columns: lines_without_provider_type BIGINT, cents_without_provider_type BIGINT, lines_without_amount BIGINT,
--     lines_by_paid BIGINT, cents_by_paid BIGINT
-- Rule: qualifying lines whose type of provider is unknown (they attribute to nobody), lines with neither an allowed
--     nor, at a facility, a paid amount, and lines of facilities whose paid amount counts for want of an allowed one.
WITH line AS (
    SELECT identity_basis, allowed_cents, by_paid FROM qualifying_line
    UNION ALL
    SELECT identity_basis, allowed_cents, 0 AS by_paid FROM add_on_line
)
SELECT
    CAST(coalesce(sum(CASE WHEN known.provider_type = 0 THEN 1 ELSE 0 END), 0) AS BIGINT)
        AS lines_without_provider_type,
    CAST(coalesce(sum(CASE WHEN known.provider_type = 0 THEN line.allowed_cents ELSE 0 END), 0) AS BIGINT)
        AS cents_without_provider_type,
    CAST(coalesce(sum(
        CASE WHEN known.provider_type <> 0 AND line.allowed_cents IS NULL THEN 1 ELSE 0 END
    ), 0) AS BIGINT) AS lines_without_amount,
    CAST(coalesce(sum(CASE WHEN known.provider_type <> 0 THEN line.by_paid ELSE 0 END), 0) AS BIGINT)
        AS lines_by_paid,
    CAST(coalesce(sum(
        CASE WHEN known.provider_type <> 0 AND line.by_paid = 1 THEN line.allowed_cents ELSE 0 END
    ), 0) AS BIGINT) AS cents_by_paid
FROM line
JOIN qualifying_identity AS known ON known.identity_basis = line.identity_basis
