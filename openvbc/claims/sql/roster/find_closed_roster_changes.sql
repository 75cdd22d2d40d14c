-- Grain: one row a person, month and cohort in which the last roster differs from what holds, beyond its look-back.
-- Inputs: roster_month, roster_version, roster_in_force
-- Columns: person_id VARCHAR, year_month INTEGER, cohort VARCHAR, change VARCHAR, source_row BIGINT
-- Rule: only months of which the last roster has rows, and that it may change no more. added: who did not stand in
--   the roster that holds; dropped: who stood there and now does not (source_row is of the roster that holds); moved:
--   who has another rate cell or payee.
WITH newest AS (
    SELECT roster_date, first_open_month
    FROM roster_version
    QUALIFY row_number() OVER (ORDER BY roster_number DESC) = 1
),

late AS (
    SELECT
        roster_month.person_id,
        roster_month.year_month,
        roster_month.cohort,
        roster_month.rate_cell,
        roster_month.payee,
        roster_month.source_row
    FROM roster_month
    JOIN newest
        ON newest.roster_date = roster_month.roster_date AND roster_month.month_index < newest.first_open_month
),

late_months AS (
    SELECT DISTINCT year_month
    FROM late
),

held AS (
    SELECT
        roster_in_force.person_id,
        roster_in_force.year_month,
        roster_in_force.cohort,
        roster_in_force.rate_cell,
        roster_in_force.payee,
        roster_in_force.source_row
    FROM roster_in_force
    JOIN late_months ON late_months.year_month = roster_in_force.year_month
    WHERE roster_in_force.standing = 'now'
)

SELECT
    coalesce(late.person_id, held.person_id) AS person_id,
    coalesce(late.year_month, held.year_month) AS year_month,
    coalesce(late.cohort, held.cohort) AS cohort,
    CASE
        WHEN held.person_id IS NULL THEN 'added'
        WHEN late.person_id IS NULL THEN 'dropped'
        ELSE 'moved'
    END AS change,
    coalesce(late.source_row, held.source_row) AS source_row
FROM late
FULL OUTER JOIN held
    ON held.person_id = late.person_id AND held.year_month = late.year_month AND held.cohort = late.cohort
WHERE held.person_id IS NULL
    OR late.person_id IS NULL
    OR held.rate_cell <> late.rate_cell
    OR held.payee <> late.payee
