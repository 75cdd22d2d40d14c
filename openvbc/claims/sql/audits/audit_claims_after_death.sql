-- Grain: one row a claim that begins after its person's death, the first ones.
-- Inputs: audited_claim, eligibility; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the first day of the claim is after the latest day of death that any span names. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        claim_kind || ' claim ' || claim_id || ', person ' || audited_claim.person_id || ', '
            || CAST(claim_start_date AS VARCHAR) || ', died ' || CAST(death_date AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (
            ORDER BY audited_claim.person_id, claim_start_date, claim_kind, data_source, claim_id
        ) AS place_in_order
    FROM audited_claim
    INNER JOIN (
        SELECT person_id, max(death_date) AS death_date
        FROM eligibility
        WHERE death_date IS NOT NULL
        GROUP BY person_id
    ) AS died ON died.person_id = audited_claim.person_id
    WHERE claim_start_date > death_date
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
