-- Grain: one row an inpatient claim whose segments name different DRGs or different years, the first five.
-- Inputs: inpatient_segment. Columns: example VARCHAR, cases BIGINT (all such claims).
WITH claim AS (
    SELECT
        person_id,
        claim_id,
        count(DISTINCT CASE WHEN drg <> '' THEN drg END) AS drgs,
        count(DISTINCT extract(YEAR FROM from_date)) AS years
    FROM inpatient_segment
    GROUP BY person_id, claim_id
)
SELECT
    'claim ' || claim_id || ' of ' || person_id AS example,
    count(*) OVER () AS cases
FROM claim
WHERE drgs > 1 OR years > 1
ORDER BY person_id, claim_id
LIMIT 5
