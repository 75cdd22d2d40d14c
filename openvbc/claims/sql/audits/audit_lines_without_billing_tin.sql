-- Grain: one row a data source, kind of claim and Medicare claim type with lines that name no biller, the first ones.
-- Inputs: medical_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: participants are found by the TIN that bills, at facilities by their CCN too: a line without a billing TIN
--     (institutional: with neither) is told, with the share of such lines and what was paid for them. cases counts all
--     of them.
SELECT example, cases
FROM (
    SELECT
        data_source || ', ' || CASE WHEN claim_type = '' THEN 'claim type not said' ELSE claim_type END
            || CASE WHEN source_claim_type_code = '' THEN '' ELSE ', Medicare claim type ' || source_claim_type_code END
            || ': ' || CAST(unnamed_lines AS VARCHAR) || ' of ' || CAST(all_lines AS VARCHAR) || ' lines, $'
            || CAST(paid AS VARCHAR) || ' paid' AS example,
        CAST(sum(unnamed_lines) OVER () AS BIGINT) AS cases,
        row_number() OVER (
            ORDER BY unnamed_lines DESC, data_source, claim_type, source_claim_type_code
        ) AS place_in_order
    FROM (
        SELECT
            data_source,
            claim_type,
            source_claim_type_code,
            CAST(sum(unnamed) AS BIGINT) AS unnamed_lines,
            count(*) AS all_lines,
            CAST(sum(CASE WHEN unnamed = 1 THEN coalesce(paid_amount, 0) ELSE 0 END) AS DECIMAL(18, 2)) AS paid
        FROM (
            SELECT
                data_source,
                claim_type,
                source_claim_type_code,
                paid_amount,
                CASE
                    WHEN billing_tin <> '' THEN 0
                    WHEN claim_type = 'institutional' AND facility_ccn <> '' THEN 0
                    ELSE 1
                END AS unnamed
            FROM medical_claim
        ) AS line
        GROUP BY data_source, claim_type, source_claim_type_code
    ) AS source
    WHERE unnamed_lines > 0
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
