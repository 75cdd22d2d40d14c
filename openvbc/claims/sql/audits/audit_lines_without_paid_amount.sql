-- Grain: one row a data source and kind of claim with lines that do not say what was paid, the first ones.
-- Inputs: medical_claim, pharmacy_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: an amount that is not there is no zero. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        data_source || ', ' || claims || ': ' || CAST(unsaid AS VARCHAR) || ' of ' || CAST(all_lines AS VARCHAR)
            || ' lines' || CASE WHEN allowed = 0 THEN '' ELSE ', $' || CAST(allowed AS VARCHAR) || ' allowed' END
            AS example,
        CAST(sum(unsaid) OVER () AS BIGINT) AS cases,
        row_number() OVER (ORDER BY unsaid DESC, data_source, claims) AS place_in_order
    FROM (
        SELECT
            data_source,
            claims,
            count(*) AS all_lines,
            CAST(sum(CASE WHEN paid_amount IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS unsaid,
            CAST(sum(CASE WHEN paid_amount IS NULL THEN coalesce(allowed_amount, 0) ELSE 0 END) AS DECIMAL(18, 2))
                AS allowed
        FROM (
            SELECT
                data_source,
                CASE WHEN claim_type = '' THEN 'claim type not said' ELSE claim_type END AS claims,
                paid_amount,
                allowed_amount
            FROM medical_claim
            UNION ALL
            SELECT data_source, 'pharmacy' AS claims, paid_amount, allowed_amount
            FROM pharmacy_claim
        ) AS line
        GROUP BY data_source, claims
    ) AS source
    WHERE unsaid > 0
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
