-- Grain: one row a claim of an enrolled person that begins on a day without enrollment, the first ones.
-- Inputs: audited_claim, enrolled_stretch; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the first day of the claim is in no span of any payer; people without any span are another audit's. cases
--     counts all of them.
SELECT example, cases
FROM (
    SELECT
        audited_claim.claim_kind || ' claim ' || audited_claim.claim_id || ' of ' || audited_claim.data_source
            || ', person '
            || audited_claim.person_id || ', ' || CAST(audited_claim.claim_start_date AS VARCHAR) AS example,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY audited_claim.person_id, audited_claim.claim_start_date, audited_claim.claim_kind,
            audited_claim.data_source, audited_claim.claim_id) AS place_in_order
    FROM audited_claim
    WHERE
        EXISTS (SELECT 1 FROM enrolled_stretch AS any_of WHERE any_of.person_id = audited_claim.person_id)
        AND NOT EXISTS (
            SELECT 1
            FROM enrolled_stretch AS at_start
            WHERE
                at_start.person_id = audited_claim.person_id
                AND at_start.first_date <= audited_claim.claim_start_date
                AND at_start.last_date >= audited_claim.claim_start_date
        )
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
