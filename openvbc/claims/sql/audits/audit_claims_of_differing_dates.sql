-- Grain: one row a claim whose lines disagree about its days, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the first and the last day of a claim are the same on all its lines. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ' of ' || data_source || ', person ' || person_id AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY claim_kind, data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE dates_differ = 1
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
