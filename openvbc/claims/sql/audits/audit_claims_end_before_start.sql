-- Grain: one row a claim that ends before it begins, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the last day is before the first. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ', '
            || CAST(claim_start_date AS VARCHAR)
            || ' to ' || CAST(claim_end_date AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY claim_kind, data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE claim_end_date < claim_start_date
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
