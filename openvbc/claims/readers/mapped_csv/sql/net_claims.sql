-- Grain: net_line one row a claim and line that was reversed at least once; typed_rows one row a final line.
-- Inputs: gathered; $orphans, what a reversal does whose payment is not there (pair_by_amount or signed_sum).
-- Rule: a line without reversal stays as it is. A line paid and reversed as often, with nothing left, is gone. Of any
-- other the last payment stays with the sum of all its amounts. An orphan stays with its minus under signed_sum only.
CREATE OR REPLACE TEMP TABLE net_line AS
WITH summed AS (
    SELECT
        claim_id,
        claim_line_number,
        count(*) AS line_rows,
        count(*) FILTER (NOT is_reversal) AS payments,
        count(*) FILTER (is_reversal) AS reversals,
        sum(coalesce(paid_amount, 0)) AS net_paid,
        coalesce(max(load_order) FILTER (NOT is_reversal), max(load_order)) AS kept_order
    FROM gathered
    GROUP BY claim_id, claim_line_number
)
SELECT
    *,
    CASE
        WHEN payments = 0 AND $orphans = 'pair_by_amount' THEN 'orphans'
        WHEN payments > 0 AND payments <= reversals AND net_paid = 0 THEN 'taken_back'
        ELSE 'merged'
    END AS outcome
FROM summed
WHERE reversals > 0;

CREATE OR REPLACE TEMP TABLE typed_rows AS
WITH merged AS (
    SELECT net_line.kept_order AS load_order, sum(COLUMNS('(.*_amount)')) AS '\1'
    FROM gathered
    INNER JOIN net_line USING (claim_id, claim_line_number)
    WHERE net_line.outcome = 'merged'
    GROUP BY net_line.kept_order
),
final_row AS (
    SELECT gathered.*
    FROM gathered
    ANTI JOIN net_line USING (claim_id, claim_line_number)
    UNION ALL BY NAME
    SELECT
        COLUMNS(lambda c: NOT ends_with(c, '_amount') OR c = 'load_order'),
        merged.* EXCLUDE (load_order)
    FROM (SELECT COLUMNS(lambda c: NOT ends_with(c, '_amount')) FROM gathered) AS described
    INNER JOIN merged USING (load_order)
)
SELECT
    COLUMNS(
        lambda c: NOT list_contains(
            [
                'member_name', 'birth_date', 'sex', 'out_of_network_flag', 'supply_end_date', 'reversal_told_by',
                'is_reversal', 'load_order'
            ],
            c
        )
    )
FROM final_row
