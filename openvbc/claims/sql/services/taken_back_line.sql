-- Grain: one row a line of a medical claim of whose service nothing is left.
-- Inputs: medical_claim
-- Columns: claim_id VARCHAR, claim_line_number INTEGER, data_source VARCHAR, matched INTEGER
-- Rule: lines of one source, person, provider (of professional lines with the clinician), kind of bill, days, revenue
--   center and HCPCS code are one service. The amount of a line is what was paid, and what was allowed where nothing
--   was paid; below zero it takes back. If the amounts of a service come to zero or less, nothing is left of any of its
--   lines. Else a line below zero takes back one line of the same amount, of its own claim first. What is taken back
--   in part stays. matched: 1 if the service has lines above zero, 0 if there is nothing that could be taken back.
WITH taker AS (
    SELECT DISTINCT data_source, person_id
    FROM medical_claim
    WHERE paid_amount < 0 OR allowed_amount < 0
),
line AS (
    SELECT
        medical_claim.claim_id,
        medical_claim.claim_line_number,
        medical_claim.data_source,
        CAST(
            CASE
                WHEN coalesce(medical_claim.paid_amount, 0) <> 0 THEN medical_claim.paid_amount
                ELSE coalesce(medical_claim.allowed_amount, 0)
            END * 100 AS BIGINT
        ) AS cents,
        dense_rank() OVER (
            ORDER BY
                medical_claim.data_source,
                medical_claim.person_id,
                medical_claim.claim_type,
                substr(medical_claim.bill_type_code, 1, 2),
                medical_claim.facility_ccn,
                medical_claim.billing_npi,
                medical_claim.billing_tin,
                CASE WHEN medical_claim.claim_type = 'institutional' THEN '' ELSE medical_claim.rendering_npi END,
                coalesce(medical_claim.claim_line_start_date, medical_claim.claim_start_date),
                coalesce(
                    medical_claim.claim_line_end_date, medical_claim.claim_line_start_date, medical_claim.claim_end_date
                ),
                medical_claim.revenue_center_code,
                medical_claim.hcpcs_code
        ) AS service
    FROM medical_claim
    INNER JOIN taker
        ON taker.data_source = medical_claim.data_source AND taker.person_id = medical_claim.person_id
),
weighed AS (
    SELECT
        claim_id,
        claim_line_number,
        data_source,
        service,
        cents,
        CASE WHEN cents < 0 THEN -cents ELSE cents END AS size,
        sum(cents) OVER (PARTITION BY service) AS left_cents,
        min(cents) OVER (PARTITION BY service) AS least_cents,
        max(cents) OVER (PARTITION BY service) AS most_cents
    FROM line
),
faced AS (
    SELECT
        *,
        sum(CASE WHEN cents < 0 THEN 1 ELSE 0 END) OVER (PARTITION BY service, size) AS takers,
        sum(CASE WHEN cents > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY service, size) AS givers,
        CASE
            WHEN
                min(cents) OVER (PARTITION BY service, size, claim_id) < 0
                AND max(cents) OVER (PARTITION BY service, size, claim_id) > 0
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
            PARTITION BY service, cents ORDER BY other_claim, claim_id, claim_line_number, data_source
        ) AS place
    FROM faced
)
SELECT
    claim_id,
    claim_line_number,
    data_source,
    CASE WHEN most_cents > 0 THEN 1 ELSE 0 END AS matched
FROM placed
WHERE left_cents <= 0 OR (place <= takers AND place <= givers)
