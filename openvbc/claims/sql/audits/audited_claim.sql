-- Grain: one row a claim of a data source, medical or pharmacy.
-- Inputs: medical_claim, pharmacy_claim, known_code
-- Columns: claim_kind VARCHAR, data_source VARCHAR, claim_id VARCHAR, person_id VARCHAR, people_differ INTEGER,
--     dates_differ INTEGER, claim_start_date DATE, claim_end_date DATE, total_paid DECIMAL(18,2),
--     total_allowed DECIMAL(18,2), allowed_known INTEGER, line_count BIGINT, total_line_paid DECIMAL(18,2),
--     repeated_paid INTEGER, lines_outside BIGINT, outside_paid DECIMAL(18,2), paid_too_early INTEGER,
--     first_paid_date DATE
-- Rule: what audits ask of claims, gathered in one pass over the lines. people_differ and dates_differ are 1 where
--     lines of a claim disagree; allowed_known is 1 where every line with a payment also has an allowed amount.
--     total_line_paid: what lines of revenue center 0001, the total of the claim, say was paid. repeated_paid is 1
--     where lines of different services all have the same payment above zero. lines_outside, outside_paid: lines that
--     begin or end before their claim begins or after it ends. paid_too_early is 1 where a line was paid before the
--     claim and it began.
SELECT
    'medical' AS claim_kind,
    data_source,
    claim_id,
    min(person_id) AS person_id,
    CASE WHEN min(person_id) <> max(person_id) THEN 1 ELSE 0 END AS people_differ,
    CASE
        WHEN
            min(claim_start_date) <> max(claim_start_date)
            OR min(claim_end_date) <> max(claim_end_date)
            THEN 1
        ELSE 0
    END AS dates_differ,
    min(claim_start_date) AS claim_start_date,
    max(claim_end_date) AS claim_end_date,
    CAST(sum(coalesce(paid_amount, 0)) AS DECIMAL(18, 2)) AS total_paid,
    CAST(sum(coalesce(allowed_amount, 0)) AS DECIMAL(18, 2)) AS total_allowed,
    min(CASE WHEN allowed_amount IS NULL AND coalesce(paid_amount, 0) <> 0 THEN 0 ELSE 1 END) AS allowed_known,
    count(*) AS line_count,
    CAST(
        sum(
            CASE
                WHEN claim_type = 'institutional' AND total_charge.code IS NOT NULL THEN coalesce(paid_amount, 0)
                ELSE 0
            END
        ) AS DECIMAL(18, 2)
    ) AS total_line_paid,
    CASE
        WHEN
            min(coalesce(paid_amount, 0)) > 0
            AND min(coalesce(paid_amount, 0)) = max(coalesce(paid_amount, 0))
            AND count(DISTINCT hcpcs_code || ' ' || revenue_center_code) = count(*)
            AND count(*) > 1
            THEN 1
        ELSE 0
    END AS repeated_paid,
    CAST(
        sum(
            CASE
                WHEN claim_line_start_date < claim_start_date OR claim_line_start_date > claim_end_date THEN 1
                WHEN claim_line_end_date < claim_start_date OR claim_line_end_date > claim_end_date THEN 1
                ELSE 0
            END
        ) AS BIGINT
    ) AS lines_outside,
    CAST(
        sum(
            CASE
                WHEN claim_line_start_date < claim_start_date OR claim_line_start_date > claim_end_date
                    THEN coalesce(paid_amount, 0)
                WHEN claim_line_end_date < claim_start_date OR claim_line_end_date > claim_end_date
                    THEN coalesce(paid_amount, 0)
                ELSE 0
            END
        ) AS DECIMAL(18, 2)
    ) AS outside_paid,
    max(
        CASE
            WHEN paid_date < claim_start_date AND paid_date < coalesce(claim_line_start_date, claim_start_date) THEN 1
            ELSE 0
        END
    ) AS paid_too_early,
    min(paid_date) AS first_paid_date
FROM medical_claim
LEFT JOIN known_code AS total_charge
    ON total_charge.code_set = 'total_charge' AND total_charge.code = medical_claim.revenue_center_code
GROUP BY data_source, claim_id
UNION ALL
SELECT
    'pharmacy' AS claim_kind,
    data_source,
    claim_id,
    min(person_id) AS person_id,
    CASE WHEN min(person_id) <> max(person_id) THEN 1 ELSE 0 END AS people_differ,
    0 AS dates_differ,
    min(dispensing_date) AS claim_start_date,
    max(dispensing_date) AS claim_end_date,
    CAST(sum(coalesce(paid_amount, 0)) AS DECIMAL(18, 2)) AS total_paid,
    CAST(sum(coalesce(allowed_amount, 0)) AS DECIMAL(18, 2)) AS total_allowed,
    min(CASE WHEN allowed_amount IS NULL AND coalesce(paid_amount, 0) <> 0 THEN 0 ELSE 1 END) AS allowed_known,
    count(*) AS line_count,
    CAST(0 AS DECIMAL(18, 2)) AS total_line_paid,
    0 AS repeated_paid,
    CAST(0 AS BIGINT) AS lines_outside,
    CAST(0 AS DECIMAL(18, 2)) AS outside_paid,
    max(CASE WHEN paid_date < dispensing_date THEN 1 ELSE 0 END) AS paid_too_early,
    min(paid_date) AS first_paid_date
FROM pharmacy_claim
GROUP BY data_source, claim_id
