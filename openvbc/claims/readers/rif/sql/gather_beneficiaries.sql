-- Grain: one row a person and month with Part A or Part B. Inputs: typed_rows of a file of beneficiaries, ssa_state.
-- Rule: buy-in 1, 3, A and C have Part A; 2, 3, B and C Part B. Medicare Advantage is an HMO indicator of 1, 2, A, B or C,
-- or a Part C contract; 4 is a demonstration within fee for service. Part D is a contract that is not N or 0.
INSERT INTO medicare_month BY NAME
WITH month AS (
    SELECT
        *,
        unnest(range(1, 13)) AS month,
        unnest(list_value(*COLUMNS('^STATUS_[0-9]+$'))) AS medicare_status_code,
        unnest(list_value(*COLUMNS('^DUAL_[0-9]+$'))) AS dual_status_code,
        unnest(list_value(*COLUMNS('^BUYIN_[0-9]+$'))) AS buy_in,
        unnest(list_value(*COLUMNS('^HMO_[0-9]+$'))) AS hmo,
        unnest(list_value(*COLUMNS('^PTC_[0-9]+$'))) AS part_c_contract,
        unnest(list_value(*COLUMNS('^PTD_[0-9]+$'))) AS part_d_contract
    FROM typed_rows
)
SELECT
    BENE_ID AS person_id,
    CAST(RFRNC_YR * 100 + month AS INTEGER) AS year_month,
    CAST(RFRNC_YR * 12 + month AS INTEGER) AS month_number,
    MBI_NUM AS member_id,
    CASE SEX WHEN '1' THEN 'male' WHEN '2' THEN 'female' ELSE 'unknown' END AS sex,
    RACE AS race,
    BENE_BIRTH_DT AS birth_date,
    DEATH_DT AS death_date,
    OREC AS original_reason_entitlement_code,
    medicare_status_code,
    dual_status_code,
    '' AS esrd_status,
    CASE WHEN buy_in IN ('1', '3', 'A', 'C') THEN '1' ELSE '0' END AS part_a,
    CASE WHEN buy_in IN ('2', '3', 'B', 'C') THEN '1' ELSE '0' END AS part_b,
    CASE WHEN substr(part_d_contract, 1, 1) IN ('', 'N', '0', '*') THEN '0' ELSE '1' END AS part_d,
    CASE
        WHEN hmo IN ('1', '2', 'A', 'B', 'C') OR substr(part_c_contract, 1, 1) NOT IN ('', 'N', '0', '*') THEN '1'
        ELSE '0'
    END AS medicare_advantage,
    coalesce((SELECT first(postal) FROM ssa_state WHERE ssa = lpad(STATE_CODE, 2, '0')), '') AS state,
    CASE
        WHEN length(COUNTY) <= 3 AND COUNTY <> '' THEN lpad(STATE_CODE, 2, '0') || lpad(COUNTY, 3, '0')
        ELSE COUNTY
    END AS county_code,
    ZIP AS zip_code,
    source_file,
    source_row
FROM month
WHERE buy_in NOT IN ('', '0') AND lower(DML_IND) <> 'delete'
