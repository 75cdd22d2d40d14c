-- Grain: one row a period and person of a population.
-- Inputs: population, population_person, period_key, person_key, eligibility, enrolled_run, enrollment_type_key,
--     enrollment_combination, calendar_month, medicaid_code, count_period
-- Columns: period VARCHAR, person_id VARCHAR, birth_ymd INTEGER, sex VARCHAR, dual VARCHAR, enrollment_type VARCHAR,
--     state VARCHAR, county_code VARCHAR, payer VARCHAR, plan VARCHAR
-- Rule: the earliest birth date that is told (0 if none is); 'unknown' where the sex is not told, or two are. dual is
--     'yes' if a span that meets the period says that the person has Medicaid. Residence, plan and type are those of
--     the last enrolled month of the period. People who are listed and of whom the data hold nothing stand there too.
WITH chosen AS (
    SELECT period_key.period, person_key.person_id
    FROM (SELECT DISTINCT period_number, person FROM population) AS member
    JOIN period_key ON period_key.period_number = member.period_number
    JOIN person_key ON person_key.person = member.person
    UNION ALL
    SELECT DISTINCT listed.period, listed.person_id
    FROM population_person AS listed
    JOIN period_key ON period_key.period = listed.period
    LEFT JOIN person_key ON person_key.person_id = listed.person_id
    WHERE person_key.person_id IS NULL
),
told AS (
    SELECT
        chosen.period,
        chosen.person_id,
        min(eligibility.birth_date) AS birth_date,
        min(CASE WHEN eligibility.sex IN ('male', 'female') THEN eligibility.sex END) AS first_sex,
        max(CASE WHEN eligibility.sex IN ('male', 'female') THEN eligibility.sex END) AS last_sex,
        max(CASE
            WHEN eligibility.enrollment_end_date < count_period.first_date
                OR eligibility.enrollment_start_date > count_period.last_date THEN 0
            WHEN medicaid_code.dual_status_code IS NOT NULL OR eligibility.medicaid_indicator = '1' THEN 1
            ELSE 0
        END) AS has_medicaid
    FROM chosen
    JOIN count_period ON count_period.period = chosen.period
    JOIN eligibility ON eligibility.person_id = chosen.person_id
    LEFT JOIN medicaid_code ON medicaid_code.dual_status_code = eligibility.dual_status_code
    GROUP BY chosen.period, chosen.person_id
),
bound AS (
    SELECT count_period.period, first.month_index AS first_index, last.month_index AS last_index
    FROM count_period
    JOIN calendar_month AS first ON first.year_month = count_period.first_month
    JOIN calendar_month AS last ON last.year_month = count_period.last_month
),
last_month AS (
    SELECT
        last_run.period, person_key.person_id, enrollment_type_key.enrollment_type, said.state, said.county_code,
        said.payer, said.plan
    FROM (
        SELECT bound.period, run.person, run.type_number, run.combination_number
        FROM enrolled_run AS run
        JOIN bound ON run.first_month <= bound.last_index AND run.last_month >= bound.first_index
        QUALIFY row_number() OVER (PARTITION BY bound.period, run.person ORDER BY run.first_month DESC) = 1
    ) AS last_run
    JOIN person_key ON person_key.person = last_run.person
    JOIN enrollment_type_key ON enrollment_type_key.type_number = last_run.type_number
    JOIN enrollment_combination AS said ON said.combination_number = last_run.combination_number
)
SELECT
    chosen.period,
    chosen.person_id,
    CAST(coalesce(
        EXTRACT(year FROM told.birth_date) * 10000
        + EXTRACT(month FROM told.birth_date) * 100
        + EXTRACT(day FROM told.birth_date), 0
    ) AS INTEGER) AS birth_ymd,
    CASE WHEN told.first_sex = told.last_sex THEN told.first_sex ELSE 'unknown' END AS sex,
    CASE WHEN told.has_medicaid = 1 THEN 'yes' ELSE 'no' END AS dual,
    coalesce(last_month.enrollment_type, '') AS enrollment_type,
    coalesce(last_month.state, '') AS state,
    coalesce(last_month.county_code, '') AS county_code,
    coalesce(last_month.payer, '') AS payer,
    coalesce(last_month.plan, '') AS plan
FROM chosen
LEFT JOIN told ON told.period = chosen.period AND told.person_id = chosen.person_id
LEFT JOIN last_month ON last_month.period = chosen.period AND last_month.person_id = chosen.person_id
