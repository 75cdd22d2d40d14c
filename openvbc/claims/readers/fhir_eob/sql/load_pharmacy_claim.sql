-- Grain: one row a row of typed_rows. Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: the plan paid what it paid for covered drugs and for others; where the first is absent, so is the payment.
INSERT INTO loaded_pharmacy_claim BY NAME
SELECT
    * EXCLUDE (resource_line, paid_covered) REPLACE (paid_covered + coalesce(paid_amount, 0) AS paid_amount),
    $payer AS payer,
    $plan AS plan,
    $data_source AS data_source
FROM typed_rows
