-- Grain: one row a person with spans that share a month.
-- Inputs: enrollment_span
-- Columns: person BIGINT
-- Rule: spans that give way count for nothing. For most people each month has one span, which needs no choice.
WITH heard AS (
    SELECT person, first_month, last_month
    FROM enrollment_span
    WHERE gives_way = 0
),
with_several AS (
    SELECT person
    FROM heard
    GROUP BY person
    HAVING count(*) > 1
),
before_it AS (
    SELECT
        heard.person,
        heard.first_month,
        max(heard.last_month) OVER (
            PARTITION BY heard.person
            ORDER BY heard.first_month, heard.last_month
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_until
    FROM heard
    JOIN with_several ON with_several.person = heard.person
)
SELECT DISTINCT person
FROM before_it
WHERE covered_until >= first_month
