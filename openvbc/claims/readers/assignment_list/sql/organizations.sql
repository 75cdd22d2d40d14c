-- The ACOs of all lists of the data source.
SELECT DISTINCT organization_id
FROM (
    SELECT organization_id FROM kept_assigned_person
    UNION ALL SELECT organization_id FROM loaded_assigned_person
)
ORDER BY organization_id;
