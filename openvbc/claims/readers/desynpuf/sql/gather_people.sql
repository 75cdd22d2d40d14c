-- Grain: one row a person and month with Part A or Part B. Inputs: typed_rows of a beneficiary summary, ssa_state; $year.
-- Rule: the summary says how many months of each kind there were, not which: they are taken as the first of the year.
INSERT INTO medicare_month BY NAME
WITH month AS (
    SELECT *, unnest(range(1, 13)) AS month FROM typed_rows
)
SELECT
    DESYNPUF_ID AS person_id,
    CAST($year * 100 + month AS INTEGER) AS year_month,
    CAST($year * 12 + month AS INTEGER) AS month_number,
    DESYNPUF_ID AS member_id,
    CASE without_point_zero(BENE_SEX_IDENT_CD) WHEN '1' THEN 'male' WHEN '2' THEN 'female' ELSE 'unknown' END AS sex,
    without_point_zero(BENE_RACE_CD) AS race,
    BENE_BIRTH_DT AS birth_date,
    BENE_DEATH_DT AS death_date,
    '' AS original_reason_entitlement_code,
    '' AS medicare_status_code,
    '' AS dual_status_code,
    CASE WHEN upper(BENE_ESRD_IND) = 'Y' THEN 'Y' ELSE '' END AS esrd_status,
    CASE WHEN month <= BENE_HI_CVRAGE_TOT_MONS THEN '1' ELSE '0' END AS part_a,
    CASE WHEN month <= BENE_SMI_CVRAGE_TOT_MONS THEN '1' ELSE '0' END AS part_b,
    CASE WHEN month <= PLAN_CVRG_MOS_NUM THEN '1' ELSE '0' END AS part_d,
    CASE WHEN month <= BENE_HMO_CVRAGE_TOT_MONS THEN '1' ELSE '0' END AS medicare_advantage,
    coalesce((SELECT first(postal) FROM ssa_state WHERE ssa = digits_of(SP_STATE_CODE, 2)), '') AS state,
    digits_of(SP_STATE_CODE, 2) || digits_of(BENE_COUNTY_CD, 3) AS county_code,
    '' AS zip_code,
    source_file,
    source_row
FROM month
WHERE month <= greatest(BENE_HI_CVRAGE_TOT_MONS, BENE_SMI_CVRAGE_TOT_MONS);

-- Grain of what follows: one row a person whose year is neither empty nor full in every kind of coverage.
CREATE TEMP TABLE IF NOT EXISTS part_year (person_id VARCHAR, year INTEGER);

INSERT INTO part_year
SELECT DESYNPUF_ID, $year
FROM typed_rows
WHERE
    BENE_HI_CVRAGE_TOT_MONS NOT IN (0, 12)
    OR BENE_SMI_CVRAGE_TOT_MONS NOT IN (0, 12)
    OR BENE_HMO_CVRAGE_TOT_MONS NOT IN (0, 12)
    OR PLAN_CVRG_MOS_NUM NOT IN (0, 12);

-- Grain of what follows: one row a person, year and category of service. Inputs: typed_rows; $data_source, $payer, $plan.
-- Rule: what Medicare paid; with the person's share and that of primary payers it is what was allowed.
INSERT INTO loaded_annual_expenditure BY NAME
SELECT
    DESYNPUF_ID AS person_id,
    CASE WHEN $payer = '' THEN 'Medicare' ELSE $payer END AS payer,
    $plan AS plan,
    make_date($year, 1, 1) AS first_date,
    make_date($year, 12, 31) AS last_date,
    unnest(['inpatient', 'outpatient', 'professional']) AS category,
    unnest([MEDREIMB_IP, MEDREIMB_OP, MEDREIMB_CAR]) AS paid_amount,
    unnest([
        MEDREIMB_IP + BENRES_IP + PPPYMT_IP,
        MEDREIMB_OP + BENRES_OP + PPPYMT_OP,
        MEDREIMB_CAR + BENRES_CAR + PPPYMT_CAR
    ]) AS allowed_amount,
    $data_source AS data_source,
    source_file,
    source_row
FROM typed_rows
