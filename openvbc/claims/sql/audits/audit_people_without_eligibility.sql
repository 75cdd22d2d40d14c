-- Grain: one row a person with claims and without enrollment, the first ones.
-- Inputs: audited_claim, enrolled_stretch; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: no span of any payer or data source is the person's. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'person ' || person_id || ' (' || CAST(count(*) AS VARCHAR) || ' claims)' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY count(*) DESC, person_id) AS place_in_order
    FROM audited_claim
    WHERE NOT EXISTS (SELECT 1 FROM enrolled_stretch WHERE enrolled_stretch.person_id = audited_claim.person_id)
    GROUP BY person_id
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
