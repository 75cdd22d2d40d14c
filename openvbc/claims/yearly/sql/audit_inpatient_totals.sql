-- Grain: one row a year that has summaries.
-- Inputs: person_year, inpatient_claim.
-- Columns: year INTEGER, summary_cents BIGINT (inpatient column of the summaries), claims_cents BIGINT (claims of the
-- same persons whose from-date is in the year).
WITH summary AS (
    SELECT year, CAST(sum(inpatient_cents) AS BIGINT) AS summary_cents
    FROM person_year
    GROUP BY year
),
claims AS (
    SELECT person_year.year, CAST(sum(inpatient_claim.payment_cents) AS BIGINT) AS claims_cents
    FROM inpatient_claim
    INNER JOIN person_year
        ON person_year.person_id = inpatient_claim.person_id AND person_year.year = inpatient_claim.from_year
    GROUP BY person_year.year
)
SELECT summary.year, summary.summary_cents, coalesce(claims.claims_cents, 0) AS claims_cents
FROM summary
LEFT JOIN claims ON claims.year = summary.year
ORDER BY summary.year
