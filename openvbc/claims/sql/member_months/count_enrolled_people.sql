-- Grain: one row a period and month of it.
-- Inputs: count_period, calendar_month, member_month
-- Columns: period VARCHAR, year_month INTEGER, people BIGINT
-- Rule: how many people are enrolled in the month, 0 if the data hold nobody's enrolment in it.
SELECT
    count_period.period,
    calendar_month.year_month,
    count(member_month.person_id) AS people
FROM count_period
JOIN calendar_month ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
LEFT JOIN member_month
    ON member_month.period = count_period.period AND member_month.year_month = calendar_month.year_month
GROUP BY count_period.period, calendar_month.year_month
