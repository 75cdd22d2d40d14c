-- Enrollment flags that are none of 0 to 4.
SELECT source_file, source_row, month, flag
FROM (
    SELECT source_file, source_row, unnest(range(1, 13)) AS month,
        unnest([enrollflag1, enrollflag2, enrollflag3, enrollflag4, enrollflag5, enrollflag6, enrollflag7, enrollflag8,
            enrollflag9, enrollflag10, enrollflag11, enrollflag12]) AS flag
    FROM loaded_assigned_person
)
WHERE flag NOT BETWEEN 0 AND 4
ORDER BY source_file, source_row, month
LIMIT 5;
