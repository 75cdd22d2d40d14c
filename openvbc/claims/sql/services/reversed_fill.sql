-- Grain: one row a line of a pharmacy claim that is no fill: it was paid back, or pays back.
-- Inputs: pharmacy_claim
-- Columns: claim_id VARCHAR, claim_line_number INTEGER, data_source VARCHAR
-- Rule: lines of one source, person, pharmacy, day and drug are one fill. The amount of a line is what was paid, and
--   what was allowed where nothing was paid. If the amounts of a fill come to zero or less and one is below zero, none
--   of its lines is a fill. Else a line below zero takes back one line of the same amount, of its own claim first.
WITH taker AS (
    SELECT DISTINCT data_source, person_id
    FROM pharmacy_claim
    WHERE paid_amount < 0 OR allowed_amount < 0
),
line AS (
    SELECT
        pharmacy_claim.claim_id,
        pharmacy_claim.claim_line_number,
        pharmacy_claim.data_source,
        CAST(
            CASE
                WHEN coalesce(pharmacy_claim.paid_amount, 0) <> 0 THEN pharmacy_claim.paid_amount
                ELSE coalesce(pharmacy_claim.allowed_amount, 0)
            END * 100 AS BIGINT
        ) AS cents,
        dense_rank() OVER (
            ORDER BY
                pharmacy_claim.data_source,
                pharmacy_claim.person_id,
                pharmacy_claim.dispensing_provider_npi,
                pharmacy_claim.dispensing_date,
                pharmacy_claim.ndc_code
        ) AS fill
    FROM pharmacy_claim
    INNER JOIN taker
        ON taker.data_source = pharmacy_claim.data_source AND taker.person_id = pharmacy_claim.person_id
),
weighed AS (
    SELECT
        claim_id,
        claim_line_number,
        data_source,
        fill,
        cents,
        CASE WHEN cents < 0 THEN -cents ELSE cents END AS size,
        sum(cents) OVER (PARTITION BY fill) AS left_cents,
        min(cents) OVER (PARTITION BY fill) AS least_cents
    FROM line
),
faced AS (
    SELECT
        *,
        sum(CASE WHEN cents < 0 THEN 1 ELSE 0 END) OVER (PARTITION BY fill, size) AS takers,
        sum(CASE WHEN cents > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY fill, size) AS givers,
        CASE
            WHEN
                min(cents) OVER (PARTITION BY fill, size, claim_id) < 0
                AND max(cents) OVER (PARTITION BY fill, size, claim_id) > 0
                THEN 0
            ELSE 1
        END AS other_claim
    FROM weighed
    WHERE least_cents < 0
),
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY fill, cents ORDER BY other_claim, claim_id, claim_line_number, data_source
        ) AS place
    FROM faced
)
SELECT claim_id, claim_line_number, data_source
FROM placed
WHERE left_cents <= 0 OR (place <= takers AND place <= givers)
