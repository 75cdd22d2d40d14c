-- Grain: one row a bill that voids another and takes nothing back, the first ones.
-- Inputs: audited_bill, audited_standing_bill; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the last digit 8 of the type of bill voids a prior claim: it takes back, so its amount is below zero. One above
--     zero is counted as paid; one of zero dollars takes nothing back while bills of the same person, facility and kind
--     stand with dollars that begin on its day, or, for stays, on a day of it. The first example tells the dollars of
--     all; cases counts all of them.
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claim ' || claim_id || ' of ' || data_source || ', person ' || person_id || ', type of bill ' || kind_of_bill
            || bill_frequency || ', ' || CAST(claim_start_date AS VARCHAR) || ': $' || CAST(amount AS VARCHAR)
            || CASE WHEN voided <> '' THEN ' beside ' || voided || ' with $' || CAST(left_amount AS VARCHAR) ELSE '' END
            AS example,
        CAST(sum(amount + left_amount) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, claim_id) AS place_in_order
    FROM (
        SELECT
            void.data_source,
            void.claim_id,
            void.person_id,
            void.kind_of_bill,
            void.bill_frequency,
            void.claim_start_date,
            void.amount,
            coalesce(min(standing.claim_id), '') AS voided,
            CAST(coalesce(min(standing.amount), 0) AS DECIMAL(18, 2)) AS left_amount
        FROM audited_bill AS void
        LEFT JOIN audited_standing_bill AS standing
            ON void.amount = 0
            AND standing.data_source = void.data_source
            AND standing.person_id = void.person_id
            AND standing.facility = void.facility
            AND standing.kind_of_bill = void.kind_of_bill
            AND (
                standing.claim_start_date = void.claim_start_date
                OR (
                    standing.is_stay = 1
                    AND standing.claim_start_date BETWEEN void.claim_start_date AND void.claim_end_date
                )
            )
        WHERE void.claim_type = 'institutional' AND void.is_void = 1 AND void.amount >= 0
        GROUP BY
            void.data_source, void.claim_id, void.person_id, void.kind_of_bill, void.bill_frequency,
            void.claim_start_date, void.amount
    ) AS told
    WHERE amount > 0 OR voided <> ''
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
