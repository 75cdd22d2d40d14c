-- Grain: one row a period, person and enrollment type with at least one month that counts.
-- Inputs: member_total, truncation_threshold, period_key, enrollment_type_key, person_key; $parts_per_cent
-- Columns: period VARCHAR, person_id VARCHAR, enrollment_type VARCHAR, months INTEGER, lines BIGINT,
--   expenditure_cents BIGINT, monthly_threshold_parts BIGINT, truncated_parts BIGINT, excess_parts BIGINT,
--   period_number INTEGER, person BIGINT, type_number INTEGER
-- Rule: annualized expenditures count at most to the threshold, so a person's own count at most to months times the
--   monthly threshold. Amounts are carried in parts of a cent ($parts_per_cent of them), so that nothing is rounded.
--   Amounts are those before completion: where a completion factor is agreed, the threshold is divided by it and its
--   last part of a cent is cut off, which moves nobody across it. Without a threshold (monthly_threshold_parts NULL:
--   the contract does not truncate) all of it counts.
WITH threshold AS (
    SELECT
        period_key.period_number,
        enrollment_type_key.type_number,
        truncation_threshold.monthly_threshold_parts
    FROM truncation_threshold
    INNER JOIN period_key ON period_key.period = truncation_threshold.period
    INNER JOIN enrollment_type_key ON enrollment_type_key.enrollment_type = truncation_threshold.enrollment_type
),
split AS (
    SELECT
        total.period_number,
        total.person,
        total.type_number,
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
    LEFT JOIN threshold
        ON threshold.period_number = total.period_number AND threshold.type_number = total.type_number
)
SELECT
    period_key.period,
    person_key.person_id,
    enrollment_type_key.enrollment_type,
    split.months,
    split.lines,
    split.expenditure_cents,
    split.monthly_threshold_parts,
    split.expenditure_cents * CAST($parts_per_cent AS BIGINT) - split.excess_parts AS truncated_parts,
    split.excess_parts,
    split.period_number,
    split.person,
    split.type_number
FROM split
INNER JOIN period_key ON period_key.period_number = split.period_number
INNER JOIN enrollment_type_key ON enrollment_type_key.type_number = split.type_number
INNER JOIN person_key ON person_key.person = split.person
