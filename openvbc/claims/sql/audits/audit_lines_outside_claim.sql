-- Grain: one row a claim with lines outside its days, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: a line begins and ends between the first and the last day of its claim. The first example tells the dollars of
--     all; cases counts all of them.
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ', '
            || CAST(claim_start_date AS VARCHAR) || ' to ' || CAST(claim_end_date AS VARCHAR) || ': '
            || CAST(lines_outside AS VARCHAR) || ' lines, $' || CAST(outside_paid AS VARCHAR) AS example,
        CAST(sum(outside_paid) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, claim_id) AS place_in_order
    FROM audited_claim
    WHERE lines_outside > 0
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
