-- Grain: one row a person with spans that share a month.
-- Inputs: enrollment_span
-- Columns: person_id VARCHAR
-- Rule: spans that give way count for nothing. For most people each month has one span, which needs no choice.
WITH heard AS (
    SELECT person_id, first_month, last_month
    FROM enrollment_span
    WHERE gives_way = 0
),
with_several AS (
    SELECT person_id
    FROM heard
    GROUP BY person_id
    HAVING count(*) > 1
),
before_it AS (
    SELECT
        heard.person_id,
        heard.first_month,
        max(heard.last_month) OVER (
            PARTITION BY heard.person_id
            ORDER BY heard.first_month, heard.last_month
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_until
    FROM heard
    JOIN with_several ON with_several.person_id = heard.person_id
)
SELECT DISTINCT person_id
FROM before_it
WHERE covered_until >= first_month
