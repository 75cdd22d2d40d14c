-- Grain: one row a period, person and enrollment type (member_key, 0 for lines of months that do not count), category,
--   set of carve-outs and state of payment, for claims, and again for what a yearly summary says beyond them.
-- Inputs: claim_expenditure, summary_remainder
-- Columns: period_number INTEGER, member_key BIGINT, category_number INTEGER, carve_out_bits BIGINT, payment INTEGER,
--   lines BIGINT, lines_with_paid BIGINT, lines_with_allowed BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: claims, and what yearly summaries say beyond them, which has no day of payment (payment 1).
SELECT
    period_number, member_key, category_number, carve_out_bits, payment, lines, lines_with_paid, lines_with_allowed,
    paid_cents, allowed_cents
FROM claim_expenditure
UNION ALL
SELECT
    period_number, member_key, category_number, carve_out_bits, CAST(1 AS INTEGER) AS payment, lines, lines_with_paid,
    lines_with_allowed, paid_cents, allowed_cents
FROM summary_remainder
