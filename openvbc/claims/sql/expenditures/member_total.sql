-- Grain: one row a period, person and enrollment type with at least one month that counts.
-- Inputs: enrollment_months, member_expenditure, month_share
-- Columns: period_number INTEGER, person BIGINT, type_number INTEGER, months INTEGER, lines BIGINT,
--   expenditure_cents BIGINT, monthly_parts BIGINT
-- Rule: people without a claim have 0. monthly_parts is the average month, in parts of a cent small enough to be whole
--   for every number of months: expenditure_cents times the parts in 1 / months of a cent. It orders people as their
--   annualized expenditures do (twelve average months), without dividing.
WITH summed AS (
    SELECT
        member_key,
        CAST(sum(lines) AS BIGINT) AS lines,
        CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_expenditure
    GROUP BY member_key
)
SELECT
    enrollment_months.period_number,
    enrollment_months.person,
    enrollment_months.type_number,
    enrollment_months.months,
    coalesce(summed.lines, 0) AS lines,
    coalesce(summed.expenditure_cents, 0) AS expenditure_cents,
    coalesce(summed.expenditure_cents, 0) * month_share.parts AS monthly_parts
FROM enrollment_months
INNER JOIN month_share ON month_share.months = enrollment_months.months
LEFT JOIN summed ON summed.member_key = enrollment_months.member_key
