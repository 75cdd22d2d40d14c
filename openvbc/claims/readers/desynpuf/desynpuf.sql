-- name: codes_of_numbers
-- Rule: a code or identifier that a data frame turned into a number loses its ".0" and gets its leading zeros back.
CREATE OR REPLACE TEMP MACRO without_point_zero(v) AS regexp_replace(v, '[.]0$', '');

CREATE OR REPLACE TEMP MACRO digits_of(v, places) AS
    CASE
        WHEN regexp_full_match(without_point_zero(v), '[0-9]+') AND length(without_point_zero(v)) < places
            THEN lpad(without_point_zero(v), places, '0')
        ELSE upper(without_point_zero(v))
    END;

-- Grain: one row an inpatient claim whose segments name different groups.
CREATE TEMP TABLE groups_differ (claim_id VARCHAR)

-- name: list_bad_months
-- Grain: one row a person whose months of the year are more than twelve or fewer than none, the first five.
-- Inputs: staged_text of a beneficiary summary, checked as whole numbers.
-- Columns: source_row BIGINT, value VARCHAR, cases BIGINT (all such).
WITH months AS (
    UNPIVOT (
        SELECT
            source_row,
            BENE_HI_CVRAGE_TOT_MONS,
            BENE_SMI_CVRAGE_TOT_MONS,
            BENE_HMO_CVRAGE_TOT_MONS,
            PLAN_CVRG_MOS_NUM
        FROM staged_text
    )
    ON BENE_HI_CVRAGE_TOT_MONS, BENE_SMI_CVRAGE_TOT_MONS, BENE_HMO_CVRAGE_TOT_MONS, PLAN_CVRG_MOS_NUM
    INTO NAME column_name VALUE value
)
SELECT source_row, column_name || ' ' || value AS value, count(*) OVER () AS cases
FROM months
WHERE NOT regexp_full_match(value, '0?[0-9](\.0*)?|1[0-2](\.0*)?')
ORDER BY source_row, value
LIMIT 5

-- name: gather_people
-- Grain: one row a person and month with Part A or Part B.
-- Inputs: typed_rows of a beneficiary summary, ssa_state; $year.
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
    CASE WHEN upper(BENE_ESRD_IND) = 'Y' THEN 'Y' ELSE '' END AS esrd_status,
    CASE WHEN month <= BENE_HI_CVRAGE_TOT_MONS THEN '1' ELSE '0' END AS part_a,
    CASE WHEN month <= BENE_SMI_CVRAGE_TOT_MONS THEN '1' ELSE '0' END AS part_b,
    CASE WHEN month <= PLAN_CVRG_MOS_NUM THEN '1' ELSE '0' END AS part_d,
    CASE WHEN month <= BENE_HMO_CVRAGE_TOT_MONS THEN '1' ELSE '0' END AS medicare_advantage,
    coalesce((SELECT first(postal) FROM ssa_state WHERE ssa = digits_of(SP_STATE_CODE, 2)), '') AS state,
    digits_of(SP_STATE_CODE, 2) || digits_of(BENE_COUNTY_CD, 3) AS county_code,
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

-- Grain of what follows: one row a person, year and category of service.
-- Inputs: typed_rows; $data_source, $payer, $plan.
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

-- name: gather_facility_claims
-- Grain: one row a HCPCS code of a segment, or one row a segment that has none.
-- Inputs: typed_rows of an inpatient or outpatient file, each with the columns of both; $claim_type.
-- Rule: a claim's payment is the sum of its segments; its days are the first and the last of them, because a further
-- segment has none of its own. Its group is that of the lowest segment that has one. Its codes are those of all
-- segments, the first segment's first. All codes are ICD-9.
INSERT INTO medicare_line BY NAME
WITH segment AS (
    SELECT
        * REPLACE (without_point_zero(CLM_ID) AS CLM_ID),
        list_filter(list_value(*COLUMNS('^HCPCS_CD_[0-9]+$')), lambda c: c <> '') AS hcpcs_codes,
        list_filter(list_value(*COLUMNS('^ICD9_DGNS_CD_[0-9]+$')), lambda c: c <> '') AS diagnoses,
        list_filter(list_value(*COLUMNS('^ICD9_PRCDR_CD_[0-9]+$')), lambda c: c <> '') AS procedures
    FROM typed_rows
),
claim AS (
    SELECT
        CLM_ID,
        min(CLM_FROM_DT) AS first_day,
        max(CLM_THRU_DT) AS last_day,
        CAST(sum(CLM_PMT_AMT) AS DECIMAL(18, 2)) AS paid,
        flatten(list(diagnoses ORDER BY SEGMENT)) AS diagnosis_codes,
        flatten(list(procedures ORDER BY SEGMENT)) AS procedure_codes,
        min(CLM_ADMSN_DT) AS admission_day,
        max(NCH_BENE_DSCHRG_DT) AS discharge_day,
        coalesce(arg_min(digits_of(CLM_DRG_CD, 3), SEGMENT) FILTER (CLM_DRG_CD <> ''), '') AS drg,
        coalesce(sum(NCH_BENE_IP_DDCTBL_AMT), sum(NCH_BENE_PTB_DDCTBL_AMT)) AS deductible,
        coalesce(sum(NCH_BENE_PTA_COINSRNC_LBLTY_AM), sum(NCH_BENE_PTB_COINSRNC_AMT)) AS coinsurance,
        max(PRVDR_NUM) AS provider
    FROM segment
    GROUP BY CLM_ID
),
line AS (
    SELECT
        CLM_ID,
        DESYNPUF_ID,
        AT_PHYSN_NPI,
        SEGMENT,
        unnest(CASE WHEN len(hcpcs_codes) = 0 THEN [''] ELSE hcpcs_codes END) AS hcpcs_code,
        unnest(range(1, greatest(len(hcpcs_codes), 1) + 1)) AS place,
        source_file,
        source_row
    FROM segment
)
SELECT
    line.CLM_ID AS claim_id,
    CAST((line.SEGMENT - 1) * 45 + line.place AS INTEGER) AS claim_line_number,
    line.DESYNPUF_ID AS person_id,
    'institutional' AS claim_type,
    $claim_type AS source_claim_type_code,
    claim.first_day AS claim_start_date,
    claim.last_day AS claim_end_date,
    claim.admission_day AS admission_date,
    claim.discharge_day AS discharge_date,
    claim.drg AS drg_code,
    line.hcpcs_code,
    line.AT_PHYSN_NPI AS rendering_npi,
    claim.provider AS facility_ccn,
    claim.paid AS claim_paid_amount,
    claim.coinsurance AS coinsurance_amount,
    claim.deductible AS deductible_amount,
    claim.diagnosis_codes,
    list_transform(claim.diagnosis_codes, lambda c: '9') AS diagnosis_versions,
    list_transform(claim.diagnosis_codes, lambda c: '') AS present_codes,
    claim.procedure_codes,
    list_transform(claim.procedure_codes, lambda c: '9') AS procedure_versions,
    list_transform(claim.procedure_codes, lambda c: CAST(NULL AS DATE)) AS procedure_dates,
    line.source_file,
    line.source_row
FROM line
INNER JOIN claim ON claim.CLM_ID = line.CLM_ID;

-- Grain of what follows: one row a claim whose segments name different groups. Inputs: typed_rows.
INSERT INTO groups_differ
SELECT without_point_zero(CLM_ID)
FROM typed_rows
WHERE CLM_DRG_CD <> ''
GROUP BY without_point_zero(CLM_ID)
HAVING count(DISTINCT digits_of(CLM_DRG_CD, 3)) > 1

-- name: gather_carrier
-- Grain: one row a line. Inputs: typed_rows of a carrier file, which has thirteen lines beside each other on a row.
-- Rule: a place without code, clinician and dollars is no line. The claim's payment is the sum of its lines. All codes
-- are ICD-9; the tax number is that of who billed and of who rendered.
INSERT INTO medicare_line BY NAME
WITH place AS (
    SELECT
        without_point_zero(CLM_ID) AS claim_id,
        DESYNPUF_ID,
        CLM_FROM_DT,
        CLM_THRU_DT,
        list_filter(list_value(*COLUMNS('^ICD9_DGNS_CD_[0-9]+$')), lambda c: c <> '') AS diagnosis_codes,
        CAST(list_sum(list_value(*COLUMNS('^LINE_NCH_PMT_AMT_[0-9]+$'))) AS DECIMAL(18, 2)) AS claim_paid_amount,
        unnest(range(1, 14)) AS line_number,
        unnest(list_value(*COLUMNS('^PRF_PHYSN_NPI_[0-9]+$'))) AS prf_physn_npi,
        unnest(list_value(*COLUMNS('^TAX_NUM_[0-9]+$'))) AS tax_num,
        unnest(list_value(*COLUMNS('^HCPCS_CD_[0-9]+$'))) AS hcpcs_cd,
        unnest(list_value(*COLUMNS('^LINE_NCH_PMT_AMT_[0-9]+$'))) AS line_nch_pmt_amt,
        unnest(list_value(*COLUMNS('^LINE_BENE_PTB_DDCTBL_AMT_[0-9]+$'))) AS line_bene_ptb_ddctbl_amt,
        unnest(list_value(*COLUMNS('^LINE_COINSRNC_AMT_[0-9]+$'))) AS line_coinsrnc_amt,
        unnest(list_value(*COLUMNS('^LINE_ALOWD_CHRG_AMT_[0-9]+$'))) AS line_alowd_chrg_amt,
        source_file,
        source_row
    FROM typed_rows
)
SELECT
    claim_id,
    CAST(line_number AS INTEGER) AS claim_line_number,
    DESYNPUF_ID AS person_id,
    'professional' AS claim_type,
    '71' AS source_claim_type_code,
    CLM_FROM_DT AS claim_start_date,
    CLM_THRU_DT AS claim_end_date,
    hcpcs_cd AS hcpcs_code,
    prf_physn_npi AS rendering_npi,
    tax_num AS rendering_tin,
    tax_num AS billing_tin,
    claim_paid_amount,
    line_nch_pmt_amt AS line_paid_amount,
    line_alowd_chrg_amt AS allowed_amount,
    line_coinsrnc_amt AS coinsurance_amount,
    line_bene_ptb_ddctbl_amt AS deductible_amount,
    diagnosis_codes,
    list_transform(diagnosis_codes, lambda c: '9') AS diagnosis_versions,
    list_transform(diagnosis_codes, lambda c: '') AS present_codes,
    CAST([] AS VARCHAR[]) AS procedure_codes,
    CAST([] AS VARCHAR[]) AS procedure_versions,
    CAST([] AS DATE[]) AS procedure_dates,
    source_file,
    source_row
FROM place
WHERE
    hcpcs_cd <> ''
    OR prf_physn_npi <> ''
    OR coalesce(line_nch_pmt_amt, 0) <> 0
    OR coalesce(line_alowd_chrg_amt, 0) <> 0

-- name: gather_drugs
-- Grain: one row a fill. Inputs: typed_rows of a file of prescription drug events.
-- Rule: the file has the whole cost of the drug and what the patient paid, not what the plan paid, so that stays
-- absent.
INSERT INTO medicare_fill BY NAME
SELECT
    without_point_zero(PDE_ID) AS claim_id,
    DESYNPUF_ID AS person_id,
    SRVC_DT AS dispensing_date,
    digits_of(PROD_SRVC_ID, 11) AS ndc_code,
    QTY_DSPNSD_NUM AS quantity,
    DAYS_SUPLY_NUM AS days_supply,
    TOT_RX_CST_AMT AS allowed_amount,
    PTNT_PAY_AMT AS copayment_amount,
    source_file,
    source_row
FROM typed_rows

-- name: clear_contradicted_deaths
-- Grain: one row. Inputs: medicare_month. Columns: people BIGINT.
-- Rule: where the summaries count months of coverage after the month of death, the months hold and the day of death,
-- which CMS coarsened, is left out: a person would else lose months that the summary counts.
CREATE TEMP TABLE contradicted_death AS
SELECT person_id
FROM medicare_month
GROUP BY person_id
HAVING max(month_number) > year(max(death_date)) * 12 + month(max(death_date));

UPDATE medicare_month SET death_date = NULL WHERE person_id IN (SELECT person_id FROM contradicted_death);

SELECT count(*) AS people FROM contradicted_death

-- name: list_part_years
-- Grain: one row. Inputs: part_year. Columns: cases BIGINT (people and years whose months had to be placed).
SELECT count(*) AS cases FROM part_year

-- name: count_unknown_states
-- Grain: one row. Inputs: medicare_month.
-- Columns: cases BIGINT (people and years whose state code is none of SSA's, nor 54 for all other places).
SELECT count(*) AS cases
FROM (
    SELECT DISTINCT person_id, year_month // 100
    FROM medicare_month
    WHERE state = '' AND NOT starts_with(county_code, '54')
) AS person_year

-- name: list_groups_that_differ
-- Grain: one row a claim, the first five. Inputs: groups_differ. Columns: claim_id VARCHAR, cases BIGINT (all such).
SELECT claim_id, count(*) OVER () AS cases FROM groups_differ ORDER BY claim_id LIMIT 5

-- name: compare_claims
-- Grain: one row a year and category of service that has both summaries and claims.
-- Inputs: loaded_annual_expenditure, loaded_medical_claim.
-- Columns: year INTEGER, category VARCHAR, summary DECIMAL, claims DECIMAL (dollars paid).
-- Rule: a claim belongs to the year of its first day, as in CMS's yearly columns.
WITH claim AS (
    SELECT
        year(claim_start_date) AS year,
        CASE source_claim_type_code WHEN '60' THEN 'inpatient' WHEN '40' THEN 'outpatient' ELSE 'professional' END
            AS category,
        sum(paid_amount) AS paid
    FROM loaded_medical_claim
    GROUP BY ALL
),
summary AS (
    SELECT year(first_date) AS year, category, sum(paid_amount) AS paid
    FROM loaded_annual_expenditure
    GROUP BY ALL
)
SELECT summary.year, summary.category, summary.paid AS summary, claim.paid AS claims
FROM summary
INNER JOIN claim ON claim.year = summary.year AND claim.category = summary.category
ORDER BY summary.year, summary.category
