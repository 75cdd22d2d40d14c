-- Grain: one row a row of typed_rows. Inputs: typed_rows, checked; $data_source, $payer, $plan.
INSERT INTO loaded_medical_claim BY NAME
SELECT
    * EXCLUDE (resource_line),
    $payer AS payer,
    $plan AS plan,
    $data_source AS data_source
FROM typed_rows
