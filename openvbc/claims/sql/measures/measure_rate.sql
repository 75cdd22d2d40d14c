-- Grain: one row a population, period, measure, way of dividing and stratum.
-- Inputs: population, measure_result, measure_person, measure_stratum, measure_rule
-- Columns: population_id VARCHAR, period VARCHAR, measure INTEGER, kind VARCHAR, stratum VARCHAR, denominator BIGINT,
--     numerator BIGINT, excluded BIGINT, exceptions BIGINT
-- Rule: denominator: those neither excluded nor excepted. Age bands are of the age on the last day of the measurement
--     period; who fits in none of them, or has no birth date, stands under 'other'. kind 'all' is the whole.
WITH divided AS (
    SELECT
        result.period,
        result.person_id,
        result.measure,
        result.subject,
        result.status,
        stratum.kind,
        CASE stratum.kind
            WHEN 'age_band' THEN coalesce(min(CASE
                WHEN person.birth_ymd > 0
                    AND rule.last_day_ymd - person.birth_ymd >= stratum.age_from
                    AND rule.last_day_ymd - person.birth_ymd < stratum.age_below THEN stratum.band
            END), 'other')
            WHEN 'sex' THEN min(person.sex)
            WHEN 'dual' THEN min(person.dual)
            WHEN 'enrollment_type' THEN min(person.enrollment_type)
            WHEN 'state' THEN min(person.state)
            WHEN 'county' THEN min(person.county_code)
            WHEN 'payer' THEN min(person.payer)
            WHEN 'plan' THEN min(person.plan)
            ELSE ''
        END AS stratum
    FROM measure_result AS result
    JOIN measure_rule AS rule ON rule.measure = result.measure AND rule.period = result.period
    JOIN measure_stratum AS stratum ON stratum.measure = result.measure
    JOIN measure_person AS person ON person.period = result.period AND person.person_id = result.person_id
    GROUP BY result.period, result.person_id, result.measure, result.subject, result.status, stratum.kind
)
SELECT
    population.population_id,
    divided.period,
    divided.measure,
    divided.kind,
    divided.stratum,
    CAST(sum(CASE WHEN divided.status IN ('numerator', 'not_met') THEN 1 ELSE 0 END) AS BIGINT) AS denominator,
    CAST(sum(CASE WHEN divided.status = 'numerator' THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
    CAST(sum(CASE WHEN divided.status = 'excluded' THEN 1 ELSE 0 END) AS BIGINT) AS excluded,
    CAST(sum(CASE WHEN divided.status = 'exception' THEN 1 ELSE 0 END) AS BIGINT) AS exceptions
FROM divided
JOIN population ON population.period = divided.period AND population.person_id = divided.person_id
GROUP BY population.population_id, divided.period, divided.measure, divided.kind, divided.stratum
