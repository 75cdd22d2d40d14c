-- Grain: one row a person whose rows of eligibility disagree on birth or death, or go on after death.
-- Inputs: eligibility
-- Columns: person_id VARCHAR, several_births INTEGER, several_deaths INTEGER, spans_after_death INTEGER
-- Rule: several_births, several_deaths: 1 if the rows name different days. spans_after_death: 1 if a span begins after
--     the (first) day of death.
WITH person AS (
    SELECT
        person_id,
        min(birth_date) AS first_birth,
        max(birth_date) AS last_birth,
        min(death_date) AS first_death,
        max(death_date) AS last_death,
        max(enrollment_start_date) AS last_start
    FROM eligibility
    GROUP BY person_id
)
SELECT
    person_id,
    CAST(CASE WHEN first_birth < last_birth THEN 1 ELSE 0 END AS INTEGER) AS several_births,
    CAST(CASE WHEN first_death < last_death THEN 1 ELSE 0 END AS INTEGER) AS several_deaths,
    CAST(CASE WHEN last_start > first_death THEN 1 ELSE 0 END AS INTEGER) AS spans_after_death
FROM person
WHERE first_birth < last_birth OR first_death < last_death OR last_start > first_death
ORDER BY person_id
