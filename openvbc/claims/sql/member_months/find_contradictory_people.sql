-- Grain: one row a person whose rows of eligibility disagree on birth or death, or go on after death.
-- Inputs: eligibility
-- Columns: person_id VARCHAR, births BIGINT, deaths BIGINT, spans_after_death BIGINT
-- Rule: births, deaths: how many different days the rows name. spans_after_death: 1 if a span begins after the
--     (first) day of death.
WITH person AS (
    SELECT
        person_id,
        count(DISTINCT birth_date) AS births,
        count(DISTINCT death_date) AS deaths,
        min(death_date) AS death_date,
        max(enrollment_start_date) AS last_start
    FROM eligibility
    GROUP BY person_id
)
SELECT
    person_id,
    CAST(births AS BIGINT) AS births,
    CAST(deaths AS BIGINT) AS deaths,
    CAST(CASE WHEN last_start > death_date THEN 1 ELSE 0 END AS BIGINT) AS spans_after_death
FROM person
WHERE births > 1 OR deaths > 1 OR last_start > death_date
ORDER BY person_id
