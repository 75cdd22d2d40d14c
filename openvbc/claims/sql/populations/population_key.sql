-- Grain: one row a population, and one each of its parts in a county where people live.
-- Inputs: population_rule, residence, enrollment_combination
-- Columns: population_number INTEGER, population_id VARCHAR, whole_id VARCHAR, county_code VARCHAR
-- Rule: the number that stands for the population where people are counted. It means equality only: nothing is ordered
--   by it. whole_id is the population that a part is of, and its own name where it is a whole, in county ''.
WITH named AS (
    SELECT population_id, population_id AS whole_id, '' AS county_code
    FROM population_rule
    UNION
    SELECT
        rule.population_id || '@' || county.county_code AS population_id,
        rule.population_id AS whole_id,
        county.county_code
    FROM population_rule AS rule
    CROSS JOIN (
        SELECT DISTINCT said.county_code
        FROM (SELECT DISTINCT combination_number FROM residence) AS lived
        JOIN enrollment_combination AS said ON said.combination_number = lived.combination_number
    ) AS county
    WHERE rule.by_county = 1
)
SELECT
    CAST(row_number() OVER (ORDER BY population_id, county_code) AS INTEGER) AS population_number,
    population_id,
    whole_id,
    county_code
FROM named
