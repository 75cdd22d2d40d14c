-- Grain: one row a data source whose claims seem to repeat the payment of the claim on every line.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: of its claims with several lines and a payment, at least ten, and at least half, have the same payment on all
--     lines, though the lines are of different services. cases counts the claims of all such sources.
SELECT example, cases
FROM (
    SELECT
        data_source || ': ' || CAST(repeated_claims AS VARCHAR) || ' of ' || CAST(claims_of_lines AS VARCHAR)
            || ' claims with several lines, the first ' || first_claim || '; $' || CAST(all_paid AS VARCHAR)
            || ' on all of their lines' AS example,
        CAST(sum(repeated_claims) OVER () AS BIGINT) AS cases,
        row_number() OVER (ORDER BY data_source) AS place_in_order
    FROM (
        SELECT
            data_source,
            CAST(sum(repeated_paid) AS BIGINT) AS repeated_claims,
            count(*) AS claims_of_lines,
            min(CASE WHEN repeated_paid = 1 THEN claim_id END) AS first_claim,
            CAST(sum(CASE WHEN repeated_paid = 1 THEN total_paid ELSE 0 END) AS DECIMAL(18, 2)) AS all_paid
        FROM audited_claim
        WHERE claim_kind = 'medical' AND line_count > 1 AND total_paid > 0
        GROUP BY data_source
    ) AS source
    WHERE repeated_claims >= 10 AND repeated_claims * 2 >= claims_of_lines
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
