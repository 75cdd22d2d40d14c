-- Grain: one row a period with a line that counts.
-- Inputs: provider_billing
-- Columns: period VARCHAR, lines BIGINT, lines_without_amount BIGINT, lines_without_paid_date BIGINT,
--     lines_without_specialty BIGINT, paid_cents BIGINT, ours_paid_cents BIGINT
-- Rule: everything billed by anybody, and of it what was paid for people attributed to the organization.
SELECT
    period,
    CAST(sum(provider_billing.lines) AS BIGINT) AS lines,
    CAST(sum(provider_billing.lines_without_amount) AS BIGINT) AS lines_without_amount,
    CAST(sum(provider_billing.lines_without_paid_date) AS BIGINT) AS lines_without_paid_date,
    CAST(sum(CASE WHEN specialty_code = '' THEN provider_billing.professional_lines ELSE 0 END) AS BIGINT)
        AS lines_without_specialty,
    CAST(sum(provider_billing.paid_cents) AS BIGINT) AS paid_cents,
    CAST(sum(CASE WHEN ours = 1 THEN provider_billing.paid_cents ELSE 0 END) AS BIGINT) AS ours_paid_cents
FROM provider_billing
GROUP BY period
