-- Grain: one row a bill that voids another and is counted as paid, the first ones.
-- Inputs: audited_bill; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the last digit 8 of the type of bill voids a prior claim: it takes back, so its amount is not above zero. The
--     first example tells the dollars of all; cases counts all of them.
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ', type of bill ' || kind_of_bill
            || bill_frequency || ', ' || CAST(claim_start_date AS VARCHAR) || ': $' || CAST(amount AS VARCHAR)
            AS example,
        CAST(sum(amount) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, claim_id) AS place_in_order
    FROM audited_bill
    WHERE claim_type = 'institutional' AND is_void = 1 AND amount > 0
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
