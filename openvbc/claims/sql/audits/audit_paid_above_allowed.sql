-- Grain: one row a claim with more paid than allowed, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: over its lines, what the payer paid is above what was allowed; only where the source tells both. Where
--     both are taken back, more was taken back than was allowed. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ': paid $'
            || CAST(total_paid AS VARCHAR) || ', allowed $' || CAST(total_allowed AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY claim_kind, data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE
        allowed_known = 1
        AND (
            (total_allowed >= 0 AND total_paid > total_allowed)
            OR (total_allowed < 0 AND (total_paid < total_allowed OR total_paid > 0))
        )
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
