-- Grain: one row a period, person and enrollment type with at least one month that counts.
-- Inputs: member_total, truncation_threshold; $parts_per_cent
-- Columns: period VARCHAR, person_id VARCHAR, enrollment_type VARCHAR, months INTEGER, lines BIGINT,
--   expenditure_cents BIGINT, monthly_threshold_parts BIGINT, truncated_parts BIGINT, excess_parts BIGINT
-- Rule: annualized expenditures count at most to the threshold, so a person's own count at most to months times the
--   monthly threshold. Amounts are carried in parts of a cent ($parts_per_cent of them), so that nothing is rounded.
--   Amounts are those before completion: where a completion factor is agreed, the threshold is divided by it and its
--   last part of a cent is cut off, which moves nobody across it. Without a threshold (monthly_threshold_parts NULL:
--   the contract does not truncate) all of it counts.
WITH split AS (
    SELECT
        total.period,
        total.person_id,
        total.enrollment_type,
        total.months,
        total.lines,
        total.expenditure_cents,
        threshold.monthly_threshold_parts,
        CASE
            WHEN total.monthly_parts > threshold.monthly_threshold_parts
                THEN (total.monthly_parts - threshold.monthly_threshold_parts) * total.months
            ELSE 0
        END AS excess_parts
    FROM member_total AS total
    LEFT JOIN truncation_threshold AS threshold
        ON threshold.period = total.period AND threshold.enrollment_type = total.enrollment_type
)
SELECT
    period,
    person_id,
    enrollment_type,
    months,
    lines,
    expenditure_cents,
    monthly_threshold_parts,
    expenditure_cents * CAST($parts_per_cent AS BIGINT) - excess_parts AS truncated_parts,
    excess_parts
FROM split
