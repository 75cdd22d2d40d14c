-- Grain: one row a claim number that has diagnoses and no lines, the first ones.
-- Inputs: claim_diagnosis, audited_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: a medical claim of that number, data source and person is not there. cases counts all of them.
SELECT example, cases
FROM (
    SELECT
        'claim ' || claim_diagnosis.claim_id || ' of ' || claim_diagnosis.data_source || ', person '
            || claim_diagnosis.person_id AS example,
        count(*) OVER () AS cases,
        row_number() OVER (
            ORDER BY claim_diagnosis.data_source, claim_diagnosis.claim_id, claim_diagnosis.person_id
        ) AS place_in_order
    FROM claim_diagnosis
    WHERE NOT EXISTS (
        SELECT 1
        FROM audited_claim
        WHERE
            audited_claim.claim_kind = 'medical'
            AND audited_claim.claim_id = claim_diagnosis.claim_id
            AND audited_claim.data_source = claim_diagnosis.data_source
            AND audited_claim.person_id = claim_diagnosis.person_id
    )
    GROUP BY claim_diagnosis.data_source, claim_diagnosis.claim_id, claim_diagnosis.person_id
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
