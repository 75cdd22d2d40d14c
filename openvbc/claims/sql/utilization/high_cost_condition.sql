-- Grain: one row a period, high-cost person and condition.
-- Inputs: high_cost_member, claim_diagnosis, condition_code, condition_above, count_period, stay_claim,
--   claim_key, reversed_claim; $days_needed, $code_type
-- Columns: period VARCHAR, person_id VARCHAR, condition_name VARCHAR
-- Rule: a diagnosis of the condition on a claim of a stay, or on claims that begin on $days_needed different days,
--   in the period. What was paid back shows nothing. Of a condition and one above it only the one above is shown.
WITH person AS (
    SELECT DISTINCT high_cost_member.period, high_cost_member.person_id, count_period.first_date, count_period.last_date
    FROM high_cost_member
    INNER JOIN count_period ON count_period.period = high_cost_member.period
),
diagnosis AS (
    SELECT
        person.period,
        person.person_id,
        claim_diagnosis.claim_id,
        claim_diagnosis.data_source,
        claim_diagnosis.claim_start_date,
        claim_diagnosis.diagnosis_code
    FROM person
    INNER JOIN claim_diagnosis
        ON
            claim_diagnosis.person_id = person.person_id
            AND claim_diagnosis.claim_end_date BETWEEN person.first_date AND person.last_date
    LEFT JOIN reversed_claim
        ON
            reversed_claim.claim_id = claim_diagnosis.claim_id
            AND reversed_claim.data_source = claim_diagnosis.data_source
    WHERE claim_diagnosis.diagnosis_code_type = $code_type AND reversed_claim.claim_id IS NULL
),
code_length AS (
    SELECT DISTINCT code_length FROM condition_code
),
seen_code AS (
    SELECT DISTINCT diagnosis_code FROM diagnosis
),
meaning AS (
    SELECT DISTINCT seen_code.diagnosis_code, condition_code.condition_name
    FROM seen_code
    CROSS JOIN code_length
    INNER JOIN condition_code
        ON
            condition_code.code_length = code_length.code_length
            AND condition_code.code = substr(seen_code.diagnosis_code, 1, code_length.code_length)
),
stay AS (
    SELECT stay_claim.period, claim_key.claim_id, claim_key.data_source
    FROM stay_claim
    INNER JOIN claim_key ON claim_key.claim = stay_claim.claim
),
shown AS (
    SELECT diagnosis.period, diagnosis.person_id, meaning.condition_name
    FROM diagnosis
    INNER JOIN meaning ON meaning.diagnosis_code = diagnosis.diagnosis_code
    LEFT JOIN stay
        ON
            stay.period = diagnosis.period
            AND stay.claim_id = diagnosis.claim_id
            AND stay.data_source = diagnosis.data_source
    GROUP BY diagnosis.period, diagnosis.person_id, meaning.condition_name
    HAVING count(DISTINCT diagnosis.claim_start_date) >= $days_needed OR count(stay.claim_id) > 0
),
hidden AS (
    SELECT DISTINCT shown.period, shown.person_id, shown.condition_name
    FROM shown
    INNER JOIN condition_above ON condition_above.condition_name = shown.condition_name
    INNER JOIN shown AS other
        ON
            other.period = shown.period
            AND other.person_id = shown.person_id
            AND other.condition_name = condition_above.above
)
SELECT shown.period, shown.person_id, shown.condition_name
FROM shown
LEFT JOIN hidden
    ON
        hidden.period = shown.period
        AND hidden.person_id = shown.person_id
        AND hidden.condition_name = shown.condition_name
WHERE hidden.person_id IS NULL
