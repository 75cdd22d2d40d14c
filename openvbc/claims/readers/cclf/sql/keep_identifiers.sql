-- The former identifiers with the ones that hold now.
CREATE OR REPLACE TEMP TABLE current_identifier AS
SELECT unnest($former) AS former, unnest($current) AS person_id;
