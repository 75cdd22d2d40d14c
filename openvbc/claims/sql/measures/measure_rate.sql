-- Grain: one row a population, period, measure, way of dividing and stratum.
-- Inputs: population, population_key, period_key, person_key, measure_result, measure_person,
--     measure_stratum, measure_rule
-- Columns: population_id VARCHAR, period VARCHAR, measure INTEGER, kind VARCHAR, stratum VARCHAR, denominator BIGINT,
--     numerator BIGINT, excluded BIGINT, exceptions BIGINT
-- Rule: denominator: those neither excluded nor excepted. Age bands are of the age on the last day of the measurement
--     period; who fits in none of them, or has no birth date, stands under 'other'. kind 'all' is the whole.
WITH by_age AS (
    SELECT DISTINCT measure FROM measure_stratum WHERE kind = 'age_band'
),
told AS (
    SELECT
        result.measure,
        result.period,
        result.person_id,
        CASE WHEN result.status IN ('numerator', 'not_met') THEN 1 ELSE 0 END AS in_denominator,
        CASE WHEN result.status = 'numerator' THEN 1 ELSE 0 END AS in_numerator,
        CASE WHEN result.status = 'excluded' THEN 1 ELSE 0 END AS is_excluded,
        CASE WHEN result.status = 'exception' THEN 1 ELSE 0 END AS is_exception
    FROM measure_result AS result
),
by_person AS (
    SELECT
        measure,
        period,
        person_id,
        sum(in_denominator) AS in_denominator,
        sum(in_numerator) AS in_numerator,
        sum(is_excluded) AS are_excluded,
        sum(is_exception) AS are_exceptions
    FROM told
    GROUP BY measure, period, person_id
),
divided AS (
    SELECT
        by_person.measure,
        by_person.period,
        by_person.person_id,
        stratum.kind,
        CASE stratum.kind
            WHEN 'sex' THEN person.sex
            WHEN 'dual' THEN person.dual
            WHEN 'enrollment_type' THEN person.enrollment_type
            WHEN 'state' THEN person.state
            WHEN 'county' THEN person.county_code
            WHEN 'payer' THEN person.payer
            WHEN 'plan' THEN person.plan
            ELSE ''
        END AS stratum,
        by_person.in_denominator,
        by_person.in_numerator,
        by_person.are_excluded,
        by_person.are_exceptions
    FROM by_person
    JOIN measure_stratum AS stratum ON stratum.measure = by_person.measure AND stratum.kind <> 'age_band'
    JOIN measure_person AS person ON person.period = by_person.period AND person.person_id = by_person.person_id
    UNION ALL
    SELECT
        by_person.measure,
        by_person.period,
        by_person.person_id,
        'age_band' AS kind,
        coalesce(stratum.band, 'other') AS stratum,
        by_person.in_denominator,
        by_person.in_numerator,
        by_person.are_excluded,
        by_person.are_exceptions
    FROM by_person
    JOIN by_age ON by_age.measure = by_person.measure
    JOIN measure_rule AS rule ON rule.measure = by_person.measure AND rule.period = by_person.period
    JOIN measure_person AS person ON person.period = by_person.period AND person.person_id = by_person.person_id
    LEFT JOIN measure_stratum AS stratum
        ON stratum.measure = by_person.measure
        AND stratum.kind = 'age_band'
        AND person.birth_ymd > 0
        AND rule.last_day_ymd - person.birth_ymd >= stratum.age_from
        AND rule.last_day_ymd - person.birth_ymd < stratum.age_below
)
SELECT
    population_key.population_id,
    divided.period,
    divided.measure,
    divided.kind,
    divided.stratum,
    CAST(sum(divided.in_denominator) AS BIGINT) AS denominator,
    CAST(sum(divided.in_numerator) AS BIGINT) AS numerator,
    CAST(sum(divided.are_excluded) AS BIGINT) AS excluded,
    CAST(sum(divided.are_exceptions) AS BIGINT) AS exceptions
FROM divided
JOIN period_key ON period_key.period = divided.period
JOIN person_key ON person_key.person_id = divided.person_id
JOIN population
    ON population.period_number = period_key.period_number AND population.person = person_key.person
JOIN population_key ON population_key.population_number = population.population_number
GROUP BY population_key.population_id, divided.period, divided.measure, divided.kind, divided.stratum
