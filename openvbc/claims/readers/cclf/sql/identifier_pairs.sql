-- What replaced an identifier, by the latest delivery that says so. A pair that a later delivery no longer has still applies.
-- Rule: a row whose two identifiers are the same says nothing.
SELECT
    prvs_num AS former,
    arg_max(crnt_num, (time_order, coalesce(prvs_id_obslt_dt, DATE '9999-12-31'), crnt_num)) AS current,
    max(time_order) AS time_order
FROM all_cclf9
INNER JOIN feed_delivery USING (delivery_name)
WHERE prvs_num <> crnt_num AND prvs_num <> '' AND crnt_num <> ''
GROUP BY prvs_num
ORDER BY prvs_num;
