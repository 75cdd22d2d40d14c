-- Grain: one row a service that stands under several claim numbers of one source.
-- Inputs: audited_bill
-- Columns: data_source VARCHAR, person_id VARCHAR, claim_start_date DATE, first_claim VARCHAR, last_claim VARCHAR,
--     standing BIGINT, amount DECIMAL(18,2), is_certain INTEGER
-- Rule: claims above zero of one person, provider, kind of bill and days that are alike in every code, unit and dollar,
--     less those that were taken back; standing is how many are left. Claims with a modifier for a service that was
--     given again, bills that void and bills that replace are not looked at. is_certain is 1 for bills of institutions,
--     and where at least ten services and one in a hundred claims of the source stand so: a test that was made twice
--     and billed without a modifier is rarer.
WITH source AS (
    SELECT data_source, count(*) AS claims
    FROM audited_bill
    GROUP BY data_source
),
service AS (
    SELECT
        plus.data_source,
        plus.person_id,
        plus.claim_type,
        plus.claim_start_date,
        plus.amount,
        min(plus.claim_id) AS first_claim,
        max(plus.claim_id) AS last_claim,
        count(*) - max(coalesce(minus.taken_back, 0)) AS standing
    FROM audited_bill AS plus
    LEFT JOIN (
        SELECT
            data_source, person_id, claim_type, kind_of_bill, provider, claim_start_date, claim_end_date,
            -amount AS size,
            count(*) AS taken_back
        FROM audited_bill
        WHERE amount < 0
        GROUP BY
            data_source, person_id, claim_type, kind_of_bill, provider, claim_start_date, claim_end_date, amount
    ) AS minus
        ON
            minus.data_source = plus.data_source
            AND minus.person_id = plus.person_id
            AND minus.claim_type = plus.claim_type
            AND minus.kind_of_bill = plus.kind_of_bill
            AND minus.provider = plus.provider
            AND minus.claim_start_date = plus.claim_start_date
            AND minus.claim_end_date = plus.claim_end_date
            AND minus.size = plus.amount
    WHERE plus.amount > 0 AND plus.content <> '' AND plus.bill_frequency <> '7' AND plus.bill_frequency <> '8'
    GROUP BY
        plus.data_source, plus.person_id, plus.claim_type, plus.kind_of_bill, plus.provider,
        plus.claim_start_date, plus.claim_end_date, plus.amount, plus.content
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
        WHEN doubled.claim_type = 'institutional' THEN 1
        WHEN doubled.services >= 10 AND doubled.services * 100 >= source.claims THEN 1
        ELSE 0
    END AS is_certain
FROM doubled
INNER JOIN source ON source.data_source = doubled.data_source
