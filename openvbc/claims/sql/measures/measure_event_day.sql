-- Grain: one row an event, person, first and last day, and day of late payment.
-- Inputs: measure_match, measure_event
-- Columns: event INTEGER, person_id VARCHAR, first_day INTEGER, last_day INTEGER, late_day INTEGER, claim_id VARCHAR,
--     data_source VARCHAR, line INTEGER, code_type VARCHAR, code VARCHAR
-- Rule: an event happened where one of its own codes stands, and on the same claim one code of every requirement. Of
--     several places that show the same event on the same days the first in order is its evidence.
WITH fulfilled AS (
    SELECT match.event, match.claim_id, match.data_source
    FROM measure_match AS match
    JOIN measure_event ON measure_event.event = match.event
    WHERE match.requirement > 0
    GROUP BY match.event, match.claim_id, match.data_source, measure_event.requirements
    HAVING count(DISTINCT match.requirement) = measure_event.requirements
)
SELECT
    own.event,
    own.person_id,
    own.first_day,
    own.last_day,
    own.late_day,
    own.claim_id,
    own.data_source,
    own.line,
    own.code_type,
    own.code
FROM measure_match AS own
JOIN measure_event ON measure_event.event = own.event
LEFT JOIN fulfilled
    ON fulfilled.event = own.event
    AND fulfilled.claim_id = own.claim_id
    AND fulfilled.data_source = own.data_source
WHERE own.requirement = 0
    AND (measure_event.principal_only = 0 OR own.position = 1)
    AND (measure_event.requirements = 0 OR fulfilled.claim_id IS NOT NULL)
QUALIFY row_number() OVER (
    PARTITION BY own.event, own.person_id, own.first_day, own.last_day, own.late_day
    ORDER BY own.claim_id, own.data_source, own.line, own.position, own.code_type, own.code
) = 1
