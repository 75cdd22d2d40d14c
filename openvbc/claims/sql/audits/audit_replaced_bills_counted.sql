-- Grain: one row a bill that replaces another which is counted too, the first ones.
-- Inputs: audited_bill; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the last digit 7 of the type of bill replaces a prior claim. Other bills of the same source, person, facility,
--     kind of bill and days still have dollars, less what was taken back. Voids above zero have an audit of their own.
--     The first example tells the dollars of all; cases counts all of them.
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claim ' || replacing_claim || ' of ' || data_source || ', person ' || person_id || ', type of bill '
            || kind_of_bill || bill_frequency || ', ' || CAST(claim_start_date AS VARCHAR) || ': $'
            || CAST(replacing AS VARCHAR) || ' beside ' || replaced_claim || ' with $' || CAST(replaced AS VARCHAR) AS example,
        CAST(sum(replaced) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, replacing_claim) AS place_in_order
    FROM (
        SELECT
            data_source,
            person_id,
            kind_of_bill,
            claim_start_date,
            min(CASE WHEN is_replacement = 1 THEN bill_frequency END) AS bill_frequency,
            min(CASE WHEN is_replacement = 1 THEN claim_id END) AS replacing_claim,
            min(CASE WHEN is_replacement = 0 AND amount > 0 THEN claim_id END) AS replaced_claim,
            CAST(sum(CASE WHEN is_replacement = 1 THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS replacing,
            CAST(sum(CASE WHEN is_replacement = 0 THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS replaced
        FROM audited_bill
        WHERE claim_type = 'institutional' AND NOT (is_void = 1 AND amount > 0)
        GROUP BY data_source, person_id, provider, kind_of_bill, claim_start_date, claim_end_date
    ) AS stay
    WHERE replacing > 0 AND replaced > 0
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
