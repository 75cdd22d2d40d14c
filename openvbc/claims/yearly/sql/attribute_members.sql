-- Grain: one row a person in the year's summaries.
-- Inputs: person_year, request_code ('state', 'county'); $count_id, $year. Columns: those of attribution.
-- Rule: geographic attribution. A person is in the area if the state of that year's summary is one of the contract's
-- and, where the contract names counties, the county too. Of those, fee-for-service members count: no month in a
-- Medicare Advantage, and as many months of Part A as of Part B, at least one. The first reason that applies is kept.
INSERT INTO attribution (count_id, person_id, year, member_months, reason)
WITH named_county AS (
    SELECT count(*) AS counties
    FROM request_code
    WHERE count_id = $count_id AND kind = 'county'
)
SELECT
    $count_id AS count_id,
    person_year.person_id,
    person_year.year,
    person_year.part_a_months AS member_months,
    CASE
        WHEN state.code IS NULL THEN 'outside_area'
        WHEN named_county.counties > 0 AND county.code IS NULL THEN 'outside_area'
        WHEN person_year.medicare_advantage_months > 0 THEN 'medicare_advantage_months'
        WHEN person_year.part_a_months <> person_year.part_b_months THEN 'months_differ'
        WHEN person_year.part_a_months = 0 THEN 'no_months'
        ELSE 'counted'
    END AS reason
FROM person_year
CROSS JOIN named_county
LEFT JOIN request_code AS state
    ON state.count_id = $count_id AND state.kind = 'state' AND state.code = person_year.state
LEFT JOIN request_code AS county
    ON county.count_id = $count_id AND county.kind = 'county' AND county.code = person_year.state || person_year.county
WHERE person_year.year = $year
