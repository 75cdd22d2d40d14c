-- Grain: one row a thing that is wrong with the gathered rows, the first five of each kind.
-- Inputs: medicare_line, medicare_month, medicare_fill.
-- Columns: audit VARCHAR, example VARCHAR, cases BIGINT (all of the kind).
WITH final_line AS (
    SELECT * FROM medicare_line WHERE final_action IN ('', 'F') AND NOT deleted
),
claim AS (
    SELECT
        claim_id,
        count(DISTINCT person_id) AS people,
        count(DISTINCT claim_paid_amount) AS payments,
        count(DISTINCT claim_type) AS types,
        any_value(claim_type) AS claim_type,
        any_value(claim_paid_amount) AS claim_paid,
        sum(line_paid_amount) AS lines_paid
    FROM final_line
    GROUP BY claim_id
),
found AS (
    SELECT 'header_differs' AS audit, claim_id AS example
    FROM claim
    WHERE people > 1 OR payments > 1 OR types > 1
    UNION ALL
    SELECT 'line_twice', claim_id || ' line ' || claim_line_number
    FROM final_line
    GROUP BY claim_id, claim_line_number
    HAVING count(*) > 1
    UNION ALL
    SELECT 'fill_twice', claim_id
    FROM medicare_fill
    WHERE final_action IN ('', 'F') AND NOT deleted
    GROUP BY claim_id
    HAVING count(*) > 1
    UNION ALL
    SELECT 'month_twice', person_id || ' in ' || year_month
    FROM (SELECT DISTINCT * EXCLUDE (source_file, source_row) FROM medicare_month) AS month
    GROUP BY person_id, year_month
    HAVING count(*) > 1
    UNION ALL
    SELECT 'no_day', claim_id
    FROM final_line
    WHERE claim_start_date IS NULL OR claim_end_date IS NULL
    GROUP BY claim_id
    UNION ALL
    SELECT 'lines_differ_from_claim', claim_id || ': lines ' || lines_paid || ', claim ' || claim_paid
    FROM claim
    WHERE claim_type = 'professional' AND lines_paid <> claim_paid
)
SELECT audit, example, count(*) OVER (PARTITION BY audit) AS cases
FROM found
QUALIFY row_number() OVER (PARTITION BY audit ORDER BY example) <= 5
ORDER BY audit, example
