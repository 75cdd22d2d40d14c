-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the payer and plan of the load stand where the file has none.
INSERT INTO loaded_pharmacy_claim BY NAME
SELECT
    * REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan
    ),
    $data_source AS data_source
FROM typed_rows
