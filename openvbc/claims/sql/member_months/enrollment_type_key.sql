-- Grain: one row an enrollment type that a rule gives or the source names.
-- Inputs: enrollment_combination, enrollment_type_rule
-- Columns: type_number INTEGER, enrollment_type VARCHAR
-- Rule: the number that stands for the type where people are counted. It means equality only: nothing is ordered by
--   it. The type '' of spans without one has a number too.
SELECT
    CAST(row_number() OVER (ORDER BY enrollment_type) AS INTEGER) AS type_number,
    enrollment_type
FROM (
    SELECT '' AS enrollment_type
    UNION
    SELECT enrollment_type FROM enrollment_type_rule
    UNION
    SELECT enrollment_type FROM enrollment_combination
) AS given
