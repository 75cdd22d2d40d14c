-- Grain: one row a row of the file. Inputs: typed_rows, checked; $reversed, the values that mark a reversal; $unsigned:
-- whether reversals carry amounts without a minus.
-- Rule: every amount of a reversal gets its minus here, so that from now on all amounts can be added.
CREATE TEMP TABLE IF NOT EXISTS gathered AS
SELECT *, false AS is_reversal, CAST(0 AS BIGINT) AS load_order FROM typed_rows LIMIT 0;

INSERT INTO gathered BY NAME
SELECT
    COLUMNS(lambda c: NOT ends_with(c, '_amount')),
    CASE WHEN $unsigned AND list_contains($reversed, reversal_told_by) THEN -1 ELSE 1 END
        * COLUMNS('(.*_amount)') AS '\1',
    list_contains($reversed, reversal_told_by) AS is_reversal,
    source_row + (SELECT coalesce(max(load_order), 0) FROM gathered) AS load_order
FROM typed_rows
