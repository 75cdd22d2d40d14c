-- Grain: one row a period and person with a month of enrolment.
-- Inputs: member_month
-- Columns: period VARCHAR, person_id VARCHAR, county_code VARCHAR, state VARCHAR
-- Rule: where the person lives in the last enrolled month of the period.
SELECT period, person_id, county_code, state
FROM member_month
QUALIFY row_number() OVER (PARTITION BY period, person_id ORDER BY year_month DESC, county_code, state) = 1
