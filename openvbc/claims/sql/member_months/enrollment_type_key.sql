-- Grain: one row an enrollment type that a span of eligibility gives.
-- Inputs: enrollment_span
-- Columns: type_number INTEGER, enrollment_type VARCHAR
-- Rule: the number that stands for the type where people are counted. It means equality only: nothing is ordered by
--   it. The type '' of spans without one has a number too.
SELECT
    CAST(row_number() OVER (ORDER BY enrollment_type) AS INTEGER) AS type_number,
    enrollment_type
FROM (SELECT DISTINCT enrollment_type FROM enrollment_span) AS given
