-- Grain: one row a claim with a payment below zero, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the payments of its lines sum to less than nothing. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ': $'
            || CAST(total_paid AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY total_paid, claim_kind, data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE total_paid < 0
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
