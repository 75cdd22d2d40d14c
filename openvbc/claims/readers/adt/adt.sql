-- name: lines_of_messages
-- Rule: a row stands where its message begins: the number of the row becomes that of the message's line.
UPDATE staged_text SET source_row = CAST(message_line AS BIGINT)

-- name: load_admission_event
-- Grain: one row a message. Inputs: typed_rows, checked; $data_source, $payer.
INSERT INTO loaded_admission_event BY NAME
SELECT
    COLUMNS(lambda c: NOT list_contains(['message_line', 'event', 'patient_class', 'sex', 'payer'], c)),
    lower(event) AS event,
    lower(patient_class) AS patient_class,
    lower(sex) AS sex,
    coalesce(nullif(payer, ''), $payer) AS payer,
    $data_source AS data_source
FROM typed_rows

-- name: load_prior_authorization
-- Grain: one row a service. Inputs: typed_rows, checked; $data_source, $payer.
INSERT INTO loaded_prior_authorization BY NAME
SELECT
    * REPLACE (lower(decision) AS decision, coalesce(nullif(payer, ''), $payer) AS payer),
    $data_source AS data_source
FROM typed_rows
