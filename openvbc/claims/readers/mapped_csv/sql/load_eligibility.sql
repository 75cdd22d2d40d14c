-- Grain: loaded_eligibility one row a row of the file; loaded_provider_attribution one row a person and month.
-- Inputs: typed_rows, checked; $data_source, $payer, $plan.
-- Rule: payer and plan of the mapping stand where the file has none. A row that names to whom the member is attributed
-- says so for every month that its span touches; where two spans touch one month, the later span says it.
INSERT INTO loaded_eligibility BY NAME
SELECT
    * EXCLUDE (attributed_npi, attributed_tin, attributed_organization, reversal_told_by) REPLACE (
        coalesce(nullif(payer, ''), $payer) AS payer,
        coalesce(nullif(plan, ''), $plan) AS plan,
        lower(sex) AS sex,
        lower(payer_type) AS payer_type
    ),
    $data_source AS data_source
FROM typed_rows;

INSERT INTO loaded_provider_attribution BY NAME
WITH month AS (
    SELECT
        *,
        unnest(
            generate_series(
                date_trunc('month', enrollment_start_date), date_trunc('month', enrollment_end_date), INTERVAL 1 MONTH
            )
        ) AS first_day
    FROM typed_rows
    WHERE attributed_npi <> '' OR attributed_tin <> '' OR attributed_organization <> ''
)
SELECT
    person_id,
    member_id,
    CAST(year(first_day) * 100 + month(first_day) AS INTEGER) AS year_month,
    coalesce(nullif(payer, ''), $payer) AS payer,
    coalesce(nullif(plan, ''), $plan) AS plan,
    attributed_npi AS payer_attributed_provider,
    attributed_tin AS payer_attributed_provider_practice,
    attributed_organization AS payer_attributed_provider_organization,
    '' AS payer_attributed_provider_lob,
    $data_source AS data_source,
    source_file,
    source_row
FROM month
QUALIFY row_number() OVER (
    PARTITION BY person_id, year_month, payer, plan ORDER BY enrollment_start_date DESC, source_row DESC
) = 1
