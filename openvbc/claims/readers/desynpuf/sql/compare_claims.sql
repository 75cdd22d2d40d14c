-- Grain: one row a year and category of service that has both summaries and claims.
-- Inputs: loaded_annual_expenditure, loaded_medical_claim.
-- Columns: year INTEGER, category VARCHAR, summary DECIMAL, claims DECIMAL (dollars paid).
-- Rule: a claim belongs to the year of its first day, as in CMS's yearly columns.
WITH claim AS (
    SELECT
        year(claim_start_date) AS year,
        CASE source_claim_type_code WHEN '60' THEN 'inpatient' WHEN '40' THEN 'outpatient' ELSE 'professional' END
            AS category,
        sum(paid_amount) AS paid
    FROM loaded_medical_claim
    GROUP BY ALL
),
summary AS (
    SELECT year(first_date) AS year, category, sum(paid_amount) AS paid
    FROM loaded_annual_expenditure
    GROUP BY ALL
)
SELECT summary.year, summary.category, summary.paid AS summary, claim.paid AS claims
FROM summary
INNER JOIN claim ON claim.year = summary.year AND claim.category = summary.category
ORDER BY summary.year, summary.category
