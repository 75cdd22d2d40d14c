-- Grain: one row a medical claim of which nothing is left: it was paid back, or pays back.
-- Inputs: medical_claim, taken_back_line
-- Columns: claim_id VARCHAR, data_source VARCHAR
-- Rule: a claim with lines of which nothing is left, and none beside them whose amount is not zero. A claim below zero
--   whose lines found no service to take back, and that is institutional or names no HCPCS code, takes back as a whole:
--   of the claims of the same source, person, provider, kind of bill and days, one whose amount is the same; and of
--   institutional ones all, if they come to zero or less together. Amounts as in taken_back_line.
WITH taker AS (
    SELECT DISTINCT data_source, person_id
    FROM medical_claim
    WHERE paid_amount < 0 OR allowed_amount < 0
),
line AS (
    SELECT
        medical_claim.*,
        CAST(
            CASE
                WHEN coalesce(medical_claim.paid_amount, 0) <> 0 THEN medical_claim.paid_amount
                ELSE coalesce(medical_claim.allowed_amount, 0)
            END * 100 AS BIGINT
        ) AS cents,
        CASE WHEN taken_back_line.claim_id IS NULL THEN 0 ELSE 1 END AS is_gone,
        coalesce(taken_back_line.matched, 0) AS matched
    FROM medical_claim
    INNER JOIN taker
        ON taker.data_source = medical_claim.data_source AND taker.person_id = medical_claim.person_id
    LEFT JOIN taken_back_line
        ON
            taken_back_line.claim_id = medical_claim.claim_id
            AND taken_back_line.claim_line_number = medical_claim.claim_line_number
            AND taken_back_line.data_source = medical_claim.data_source
),
claim AS (
    SELECT
        claim_id,
        data_source,
        min(person_id) AS person,
        min(claim_type) AS type_of_claim,
        min(substr(bill_type_code, 1, 2)) AS kind_of_bill,
        min(facility_ccn) AS ccn,
        min(billing_npi) AS npi,
        min(billing_tin) AS tin,
        min(claim_start_date) AS first_date,
        max(claim_end_date) AS last_date,
        CAST(sum(cents) AS BIGINT) AS total,
        max(CASE WHEN hcpcs_code <> '' THEN 1 ELSE 0 END) AS has_code,
        max(is_gone) AS has_gone,
        max(matched) AS has_matched,
        max(CASE WHEN is_gone = 0 AND cents <> 0 THEN 1 ELSE 0 END) AS has_left
    FROM line
    GROUP BY claim_id, data_source
),
open_claim AS (
    SELECT
        claim_id,
        data_source,
        type_of_claim,
        total,
        CASE WHEN total < 0 THEN -total ELSE total END AS size,
        dense_rank() OVER (
            ORDER BY data_source, person, type_of_claim, kind_of_bill, ccn, npi, tin, first_date, last_date
        ) AS service
    FROM claim
    WHERE (total > 0 AND has_gone = 0)
        OR (
            total < 0
            AND has_gone = 1
            AND has_matched = 0
            AND has_left = 0
            AND (type_of_claim = 'institutional' OR has_code = 0)
        )
),
faced AS (
    SELECT
        *,
        sum(total) OVER (PARTITION BY service) AS left_cents,
        min(total) OVER (PARTITION BY service) AS least_total,
        sum(CASE WHEN total < 0 THEN 1 ELSE 0 END) OVER (PARTITION BY service, size) AS takers,
        sum(CASE WHEN total > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY service, size) AS givers,
        row_number() OVER (PARTITION BY service, total ORDER BY claim_id, data_source) AS place
    FROM open_claim
)
SELECT claim_id, data_source
FROM claim
WHERE has_gone = 1 AND has_left = 0
UNION
SELECT claim_id, data_source
FROM faced
WHERE
    least_total < 0
    AND ((type_of_claim = 'institutional' AND left_cents <= 0) OR (place <= takers AND place <= givers))
