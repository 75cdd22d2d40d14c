-- Grain: one row a listed population with people whom no data know.
-- Inputs: population_person, eligibility
-- Columns: population_id VARCHAR, people BIGINT, first_example VARCHAR, last_example VARCHAR
-- Rule: listed people without any span of enrollment. Examples: the first and last of them by alphabet.
WITH listed AS (
    SELECT DISTINCT population_id, person_id
    FROM population_person
),
known AS (
    SELECT DISTINCT person_id
    FROM eligibility
)
SELECT
    listed.population_id,
    count(*) AS people,
    min(listed.person_id) AS first_example,
    max(listed.person_id) AS last_example
FROM listed
LEFT JOIN known ON known.person_id = listed.person_id
WHERE known.person_id IS NULL
GROUP BY listed.population_id
