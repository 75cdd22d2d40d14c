-- Grain: one row a claim with a line that was paid before it began, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the day of payment is before the first day of the claim and of the line; of a fill, before the day of the fill.
--     cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ', '
            || CAST(claim_start_date AS VARCHAR) || ', paid ' || CAST(first_paid_date AS VARCHAR) || ', $'
            || CAST(total_paid AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY claim_kind, data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE paid_too_early = 1
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
