-- Grain: one row a claim that two data sources hold, the first ones.
-- Inputs: audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the same claim number, person, first day and payment under two names is the same claim. cases counts all of
--     them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ', person ' || person_id || ', ' || CAST(claim_start_date AS VARCHAR)
            || ' (' || min(data_source) || ', ' || max(data_source) || ')' AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY claim_kind, claim_id, person_id, claim_start_date, total_paid) AS place_in_order
    FROM audited_claim
    GROUP BY claim_kind, claim_id, person_id, claim_start_date, total_paid
    HAVING min(data_source) <> max(data_source)
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
