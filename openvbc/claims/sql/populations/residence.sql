-- Grain: one row a period and person with a month of enrollment.
-- Inputs: member_month
-- Columns: period VARCHAR, person_id VARCHAR, county_code VARCHAR, state VARCHAR
-- Rule: where the person lives in the last enrolled month of the period.
WITH last_enrolled AS (
    SELECT period, person_id, max(year_month) AS year_month
    FROM member_month
    GROUP BY period, person_id
)
SELECT member_month.period, member_month.person_id, member_month.county_code, member_month.state
FROM last_enrolled
JOIN member_month
    ON member_month.period = last_enrolled.period
    AND member_month.person_id = last_enrolled.person_id
    AND member_month.year_month = last_enrolled.year_month
