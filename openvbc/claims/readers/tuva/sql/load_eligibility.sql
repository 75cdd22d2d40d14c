-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the payer and plan of the load stand where the file has none; words that Tuva writes small are small.
INSERT INTO loaded_eligibility BY NAME
SELECT
    * REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan,
        lower(sex) AS sex,
        lower(payer_type) AS payer_type
    ),
    $data_source AS data_source
FROM typed_rows
