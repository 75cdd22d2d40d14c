-- Grain: one row a claim whose line of revenue center 0001 is counted beside the lines that it totals, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: revenue center 0001 is the total of the claim. Payments stand on it or on the other lines, not on both. The
--     first example tells the dollars of all; cases counts all of them.
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ': line 0001 $'
            || CAST(total_line_paid AS VARCHAR) || ', the others $' || CAST(total_paid - total_line_paid AS VARCHAR)
            AS example,
        CAST(sum(total_line_paid) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE total_line_paid <> 0 AND total_paid <> total_line_paid
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
