-- Grain: one row a standing (now, before), person, month and cohort.
-- Inputs: roster_month, roster_version, roster_standing
-- Columns: standing VARCHAR, person_id VARCHAR, year_month INTEGER, month_index INTEGER, cohort VARCHAR,
--   rate_cell VARCHAR, payee VARCHAR, risk_score DECIMAL(18,4), roster_date DATE, source_row BIGINT
-- Rule: the rows of the roster that holds for the month.
SELECT
    roster_standing.standing,
    roster_month.person_id,
    roster_month.year_month,
    roster_month.month_index,
    roster_month.cohort,
    roster_month.rate_cell,
    roster_month.payee,
    roster_month.risk_score,
    roster_month.roster_date,
    roster_month.source_row
FROM roster_month
JOIN roster_version ON roster_version.roster_date = roster_month.roster_date
JOIN roster_standing
    ON roster_standing.month_index = roster_month.month_index
    AND roster_standing.roster_number = roster_version.roster_number
