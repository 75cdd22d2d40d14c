-- Grain: one row a standing (now, before), month, cohort, rate cell and payee.
-- Inputs: roster_in_force
-- Columns: standing VARCHAR, year_month INTEGER, cohort VARCHAR, rate_cell VARCHAR, payee VARCHAR, member_months
--   BIGINT, scored_months BIGINT, risk_score_parts BIGINT
-- Rule: how many members the cell has in the month; of how many a risk score is told, and those added up, in parts of
--   ten thousand.
SELECT
    standing,
    year_month,
    cohort,
    rate_cell,
    payee,
    count(*) AS member_months,
    count(risk_score) AS scored_months,
    CAST(coalesce(sum(risk_score), 0) * 10000 AS BIGINT) AS risk_score_parts
FROM roster_in_force
GROUP BY standing, year_month, cohort, rate_cell, payee
