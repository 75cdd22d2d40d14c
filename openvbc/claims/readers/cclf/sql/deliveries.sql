-- Every delivery with two orders: which copy of the same record holds, and which record is the more recent.
-- Rule: of the same record the copy of a monthly (or run-out) delivery holds over a weekly one, then that of the later
-- delivery; which of different records is the more recent goes by the day of delivery, the weekly one first.
CREATE OR REPLACE TEMP TABLE feed_delivery AS
WITH named AS (
    SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf1
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf2
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf3
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf4
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf5
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf6
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf7
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf8
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclf9
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclfa
    UNION ALL BY NAME SELECT delivery_name, delivered_on, delivered_at, delivery_kind FROM all_cclfb
),
distinct_deliveries AS (
    SELECT delivery_name, min(delivered_on) AS delivered_on, min(delivered_at) AS delivered_at,
        min(delivery_kind) AS delivery_kind
    FROM named
    GROUP BY delivery_name
)
SELECT
    *,
    row_number() OVER (ORDER BY delivery_kind <> 'weekly', delivered_on, delivered_at, delivery_name) AS copy_order,
    row_number() OVER (ORDER BY delivered_on, delivery_kind <> 'weekly', delivered_at, delivery_name) AS time_order
FROM distinct_deliveries;
