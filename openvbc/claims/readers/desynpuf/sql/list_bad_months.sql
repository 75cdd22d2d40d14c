-- Grain: one row a person whose months of the year are more than twelve or fewer than none, the first five.
-- Inputs: staged_text of a beneficiary summary, checked as whole numbers.
-- Columns: source_row BIGINT, value VARCHAR, cases BIGINT (all such).
WITH months AS (
    UNPIVOT (
        SELECT
            source_row,
            BENE_HI_CVRAGE_TOT_MONS,
            BENE_SMI_CVRAGE_TOT_MONS,
            BENE_HMO_CVRAGE_TOT_MONS,
            PLAN_CVRG_MOS_NUM
        FROM staged_text
    )
    ON BENE_HI_CVRAGE_TOT_MONS, BENE_SMI_CVRAGE_TOT_MONS, BENE_HMO_CVRAGE_TOT_MONS, PLAN_CVRG_MOS_NUM
    INTO NAME column_name VALUE value
)
SELECT source_row, column_name || ' ' || value AS value, count(*) OVER () AS cases
FROM months
WHERE NOT regexp_full_match(value, '0?[0-9](\.0*)?|1[0-2](\.0*)?')
ORDER BY source_row, value
LIMIT 5
