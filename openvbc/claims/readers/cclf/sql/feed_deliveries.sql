-- The ACOs, and the test and other deliveries, among all records of the data source.
SELECT
    list(DISTINCT organization_id ORDER BY organization_id) FILTER (WHERE organization_id <> ''),
    count(DISTINCT delivery_name) FILTER (WHERE delivery_name LIKE 'T.%'),
    count(DISTINCT delivery_name) FILTER (WHERE delivery_name NOT LIKE 'T.%')
FROM (
    SELECT organization_id, delivery_name FROM all_cclf1
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf5
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf6
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf7
    UNION ALL SELECT organization_id, delivery_name FROM all_cclf8
);
