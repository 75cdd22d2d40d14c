-- Grain: one row a service that stands, or may stand, under several claim numbers of one source, the first ones.
-- Inputs: audited_double; $examples, $is_certain
-- Columns: example VARCHAR, cases BIGINT
-- Rule: with $is_certain = 1 those of which it is certain: stays, and services of which a source has many; with 0 those
--     that may have been given twice: few of a source, and no stays. The first example tells the dollars beyond the
--     first claim of each service; cases counts all of them.
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claims ' || first_claim || ' to ' || last_claim || ' of ' || data_source || ', person ' || person_id || ', '
            || CAST(claim_start_date AS VARCHAR) || ': ' || CAST(standing AS VARCHAR) || ' times $'
            || CAST(amount AS VARCHAR) AS example,
        CAST(sum(amount * (standing - 1)) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, first_claim, last_claim) AS place_in_order
    FROM audited_double
    WHERE is_certain = $is_certain
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
