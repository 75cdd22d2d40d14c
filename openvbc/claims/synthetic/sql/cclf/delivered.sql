-- One row a record and delivery that carries it: the first one whose last day of processing is not before the record's
-- effective date, and for one record in a hundred the next one again.
WITH first_one AS (
    SELECT history.*, delivery.number AS first_number
    FROM history
    ASOF JOIN delivery ON history.effective <= delivery.processed_through
)
SELECT * EXCLUDE (first_number), first_number AS number, 0 AS again FROM first_one
UNION ALL
SELECT * EXCLUDE (first_number), first_number + 1 AS number, 1 AS again
FROM first_one
WHERE draw % 100 = 1 AND first_number + 1 IN (SELECT number FROM delivery)
