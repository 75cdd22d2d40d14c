-- Grain: one row a thing that a measure asks for and the source does not say.
-- Inputs: measure_person, eligibility, measure_coverage, measure_leaf
-- Columns: unknown VARCHAR, people BIGINT
-- Rule: people of the populations without a birth date where an age is asked, without a sex where that is asked, and
--     with a span that does not say a coverage that is asked.
WITH asked AS (
    SELECT DISTINCT kind FROM measure_leaf WHERE kind IN ('age', 'sex')
)
SELECT 'birth_date' AS unknown, count(DISTINCT person.person_id) AS people
FROM measure_person AS person
JOIN asked ON asked.kind = 'age'
WHERE person.birth_ymd = 0
UNION ALL
SELECT 'sex' AS unknown, count(DISTINCT person.person_id) AS people
FROM measure_person AS person
JOIN asked ON asked.kind = 'sex'
WHERE person.sex = 'unknown'
UNION ALL
SELECT 'coverage' AS unknown, count(DISTINCT person.person_id) AS people
FROM measure_person AS person
JOIN eligibility ON eligibility.person_id = person.person_id
CROSS JOIN measure_coverage
WHERE (measure_coverage.part_a = 1 AND eligibility.part_a = '')
    OR (measure_coverage.part_b = 1 AND eligibility.part_b = '')
    OR (measure_coverage.part_d = 1 AND eligibility.part_d = '')
    OR (measure_coverage.no_medicare_advantage = 1 AND eligibility.medicare_advantage = '')
