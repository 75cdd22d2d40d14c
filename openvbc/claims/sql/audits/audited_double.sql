-- Grain: one row a service that stands under several claim numbers of one source.
-- Inputs: audited_bill, known_code
-- Columns: data_source VARCHAR, person_id VARCHAR, claim_start_date DATE, first_claim VARCHAR, last_claim VARCHAR,
--     standing BIGINT, amount DECIMAL(18,2), is_certain INTEGER
-- Rule: claims above zero of one person, provider, kind of bill and days that are alike in every code, unit and dollar,
--     less those that were taken back; standing is how many are left. Claims with a modifier for a service that was
--     given again, bills that void and bills that replace are not looked at. is_certain is 1 for stays, by
--     the kind of bill, and where at least ten services and one in a hundred claims of the source stand so: a test
--     that was made twice and billed without a modifier is rarer.
WITH source AS (
    SELECT data_source, count(*) AS claims
    FROM audited_bill
    GROUP BY data_source
),
service AS (
    SELECT
        billed.data_source,
        billed.person_id,
        billed.claim_type,
        billed.kind_of_bill,
        billed.claim_start_date,
        billed.amount,
        min(billed.claim_id) AS first_claim,
        max(billed.claim_id) AS last_claim,
        count(*) - max(coalesce(taken.taken_back, 0)) AS standing
    FROM audited_bill AS billed
    LEFT JOIN (
        SELECT
            data_source, person_id, claim_type, kind_of_bill, provider, claim_start_date, claim_end_date,
            -amount AS size,
            count(*) AS taken_back
        FROM audited_bill
        WHERE amount < 0
        GROUP BY
            data_source, person_id, claim_type, kind_of_bill, provider, claim_start_date, claim_end_date, amount
    ) AS taken
        ON
            taken.data_source = billed.data_source
            AND taken.person_id = billed.person_id
            AND taken.claim_type = billed.claim_type
            AND taken.kind_of_bill = billed.kind_of_bill
            AND taken.provider = billed.provider
            AND taken.claim_start_date = billed.claim_start_date
            AND taken.claim_end_date = billed.claim_end_date
            AND taken.size = billed.amount
    WHERE billed.amount > 0 AND billed.content <> '' AND billed.is_replacement = 0 AND billed.is_void = 0
    GROUP BY
        billed.data_source, billed.person_id, billed.claim_type, billed.kind_of_bill, billed.provider,
        billed.claim_start_date, billed.claim_end_date, billed.amount, billed.content
),
doubled AS (
    SELECT *, count(*) OVER (PARTITION BY data_source) AS services
    FROM service
    WHERE standing > 1
)
SELECT
    doubled.data_source,
    doubled.person_id,
    doubled.claim_start_date,
    doubled.first_claim,
    doubled.last_claim,
    CAST(doubled.standing AS BIGINT) AS standing,
    doubled.amount,
    CASE
        WHEN doubled.claim_type = 'institutional' AND stay.code IS NOT NULL THEN 1
        WHEN doubled.services >= 10 AND doubled.services * 100 >= source.claims THEN 1
        ELSE 0
    END AS is_certain
FROM doubled
INNER JOIN source ON source.data_source = doubled.data_source
LEFT JOIN known_code AS stay ON stay.code_set = 'stay' AND stay.code = doubled.kind_of_bill
