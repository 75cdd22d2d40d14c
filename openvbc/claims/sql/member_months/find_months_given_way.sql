-- Grain: one row a data source with months that nobody else gives the person.
-- Inputs: enrollment_span, enrollment_combination, enrolled_run, calendar_month, count_period
-- Columns: data_source VARCHAR, people BIGINT, months BIGINT
-- Rule: months of the periods that are counted, in spans that give way, of people who have no other span in the month.
WITH given_way AS (
    SELECT DISTINCT said.data_source, span.person, calendar_month.month_index
    FROM enrollment_span AS span
    JOIN enrollment_combination AS said ON said.combination_number = span.combination_number
    JOIN calendar_month ON calendar_month.month_index BETWEEN span.first_month AND span.last_month
    JOIN count_period ON calendar_month.year_month BETWEEN count_period.first_month AND count_period.last_month
    WHERE span.gives_way = 1
)
SELECT
    given_way.data_source,
    CAST(count(DISTINCT given_way.person) AS BIGINT) AS people,
    CAST(count(*) AS BIGINT) AS months
FROM given_way
LEFT JOIN enrolled_run AS run
    ON run.person = given_way.person
    AND given_way.month_index BETWEEN run.first_month AND run.last_month
WHERE run.person IS NULL
GROUP BY given_way.data_source
