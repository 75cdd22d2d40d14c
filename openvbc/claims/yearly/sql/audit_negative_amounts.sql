-- Grain: one row a person and year with a negative amount, the first five.
-- Inputs: person_year. Columns: example VARCHAR, cases BIGINT (all such persons and years).
SELECT
    person_id || ' in ' || year || ' (' || CASE WHEN inpatient_cents < 0 THEN 'inpatient ' ELSE '' END
        || CASE WHEN outpatient_cents < 0 THEN 'outpatient ' ELSE '' END
        || CASE WHEN carrier_cents < 0 THEN 'carrier ' ELSE '' END || 'below zero)' AS example,
    count(*) OVER () AS cases
FROM person_year
WHERE inpatient_cents < 0 OR outpatient_cents < 0 OR carrier_cents < 0
ORDER BY year, person_id
LIMIT 5
