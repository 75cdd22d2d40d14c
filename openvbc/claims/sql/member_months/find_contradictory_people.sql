-- Grain: one row a person whose rows of eligibility disagree on birth or death, or go on after death.
-- Inputs: enrollment_line, person_key
-- Columns: person_id VARCHAR, several_births INTEGER, several_deaths INTEGER, spans_after_death INTEGER
-- Rule: several_births, several_deaths: 1 if the rows name different days. spans_after_death: 1 if a span begins after
--     the (first) day of death.
WITH contradictory AS (
    SELECT
        person,
        CAST(CASE WHEN min(birth_date) < max(birth_date) THEN 1 ELSE 0 END AS INTEGER) AS several_births,
        CAST(CASE WHEN min(death_date) < max(death_date) THEN 1 ELSE 0 END AS INTEGER) AS several_deaths,
        CAST(CASE WHEN max(enrollment_start_date) > min(death_date) THEN 1 ELSE 0 END AS INTEGER) AS spans_after_death
    FROM enrollment_line
    GROUP BY person
    HAVING min(birth_date) < max(birth_date)
        OR min(death_date) < max(death_date)
        OR max(enrollment_start_date) > min(death_date)
)
SELECT
    person_key.person_id,
    contradictory.several_births,
    contradictory.several_deaths,
    contradictory.spans_after_death
FROM contradictory
JOIN person_key ON person_key.person = contradictory.person
ORDER BY person_key.person_id
