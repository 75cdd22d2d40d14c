-- Grain: one row in all.
-- Inputs: attribution_person
-- Columns: people_part_a_or_b BIGINT, people_medicare_advantage BIGINT
-- Rule: people with a month in the window of which the source does not say Part A and Part B, or Medicare Advantage.
SELECT
    CAST(count(DISTINCT CASE WHEN months_coverage_unstated > 0 THEN person END) AS BIGINT) AS people_part_a_or_b,
    CAST(count(DISTINCT CASE WHEN months_medicare_advantage_unstated > 0 THEN person END) AS BIGINT)
        AS people_medicare_advantage
FROM attribution_person
