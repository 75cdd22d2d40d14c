-- Grain: one row a period that yearly summaries reach.
-- Inputs: annual_expenditure, count_period, enrollment_months, period_key, person_key
-- Columns: period VARCHAR, summaries BIGINT, partly_outside BIGINT, without_months BIGINT, paid_cents BIGINT,
--   without_months_cents BIGINT
-- Rule: rows of summaries, one a person, year and category; those that reach beyond the period; those of people without
--   a month that counts in it. Nothing without annual_expenditure.
WITH enrolled AS (
    SELECT DISTINCT period_key.period, person_key.person_id
    FROM annual_expenditure AS annual
    INNER JOIN person_key ON person_key.person_id = annual.person_id
    INNER JOIN enrollment_months AS member ON member.person = person_key.person
    INNER JOIN period_key ON period_key.period_number = member.period_number
)
SELECT
    count_period.period,
    count(*) AS summaries,
    CAST(sum(
        CASE
            WHEN annual.first_date < count_period.first_date OR annual.last_date > count_period.last_date THEN 1
            ELSE 0
        END
    ) AS BIGINT) AS partly_outside,
    CAST(sum(CASE WHEN enrolled.person_id IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS without_months,
    CAST(sum(coalesce(annual.paid_amount, 0)) * 100 AS BIGINT) AS paid_cents,
    CAST(
        sum(CASE WHEN enrolled.person_id IS NULL THEN coalesce(annual.paid_amount, 0) ELSE 0 END) * 100 AS BIGINT
    ) AS without_months_cents
FROM annual_expenditure AS annual
INNER JOIN count_period
    ON annual.first_date <= count_period.last_date AND annual.last_date >= count_period.first_date
LEFT JOIN enrolled ON enrolled.period = count_period.period AND enrolled.person_id = annual.person_id
GROUP BY count_period.period
