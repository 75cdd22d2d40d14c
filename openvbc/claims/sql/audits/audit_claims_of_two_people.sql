-- Grain: one row a claim whose lines name more than one person, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: lines of one claim are of one person. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ' of ' || data_source || ', person ' || person_id
            || ' and others' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY claim_kind, data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE people_differ = 1
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
