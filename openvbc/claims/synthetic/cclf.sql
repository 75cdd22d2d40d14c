-- name: chosen_person
-- The people whose records are delivered: all, or those with a claim of a participant of the organization or who chose
-- one as their clinician; with the day on which a new Medicare number replaced the former one (one person in fifty; the
-- rest never had another).
SELECT DISTINCT
    person_id,
    '2' || substr(person_id, 2) AS former_id,
    CASE
        WHEN person_hash(person_id) % 50 = 0
            THEN CAST($first_day AS DATE) + CAST(person_hash(person_id) % CAST($days AS INTEGER) AS INTEGER)
        ELSE DATE '1900-01-01'
    END AS changed_on
FROM eligibility
WHERE
    $everybody
    OR person_id IN (
        SELECT person_id
        FROM medical_claim
        WHERE billing_tin IN (SELECT tin FROM participant WHERE tin <> '')
            OR facility_ccn IN (SELECT ccn FROM participant WHERE ccn <> '')
    )
    OR person_id IN (SELECT person_id FROM provider_designation WHERE organization_id = $organization)

-- name: history
-- One row a record of a claim: what was sent before the claim was final, and the final record itself.
-- Rule: version 0 is what came first, 1 its cancellation, 2 what took its place (an adjustment, or sent anew); 5 was
-- denied at first; 6 was sent twice by mistake and 7 cancelled that. `extra` cents were paid too much at first. An
-- amount is `counted` unless the record was denied.
WITH claim AS (
    SELECT
        medical.claim_id,
        substr(medical.claim_id, 1, 12) AS claim_key,
        any_value(medical.person_id) AS person_id,
        any_value(medical.source_claim_type_code) AS source,
        any_value(medical.paid_date) AS paid_date,
        any_value(medical.claim_start_date) AS start_date,
        any_value(medical.claim_end_date) AS end_date,
        CASE
            WHEN any_value(medical.adjustment_type_code) = '2' THEN 'adjusted'
            WHEN right(medical.claim_id, 1) = '2' THEN 'sent anew'
            ELSE 'final'
        END AS history,
        CAST(substr(medical.claim_id, 1, 12) AS BIGINT) % 1000003 * 65537 % 1000003 AS draw
    FROM medical_claim AS medical
    SEMI JOIN chosen_person USING (person_id)
    GROUP BY medical.claim_id
),
first_date AS (
    SELECT *, greatest(end_date + 14, paid_date - 30 - CAST(draw % 100 AS INTEGER)) AS first_paid
    FROM claim
),
record AS (
    SELECT claim_id, 0 AS version, '0' AS type, paid_date AS effective, 0 AS extra, 1 AS counted FROM first_date
    WHERE history = 'final'
    UNION ALL
    SELECT claim_id, 0, '0', first_paid, 137, 1 FROM first_date WHERE history <> 'final'
    UNION ALL
    SELECT claim_id, 1, '1', paid_date, 137, 1 FROM first_date WHERE history <> 'final'
    UNION ALL
    SELECT claim_id, 2, CASE history WHEN 'adjusted' THEN '2' ELSE '0' END, paid_date, 0, 1 FROM first_date
    WHERE history <> 'final'
    UNION ALL
    SELECT claim_id, 5, '0', end_date + 10, 0, 0 FROM first_date WHERE draw < 4000
    UNION ALL
    SELECT claim_id, 6, '0', paid_date - 3, 0, 1 FROM first_date WHERE draw BETWEEN 4000 AND 6999 AND history = 'final'
    UNION ALL
    SELECT claim_id, 7, '1', paid_date + 12, 0, 1 FROM first_date
    WHERE draw BETWEEN 4000 AND 6999 AND history = 'final'
)
SELECT
    record.claim_id,
    first_date.claim_key || CAST(record.version AS VARCHAR) AS record_id,
    record.version,
    record.type,
    record.effective,
    record.extra,
    record.counted,
    first_date.person_id,
    CASE WHEN record.effective < person.changed_on THEN person.former_id ELSE person.person_id END AS mbi,
    first_date.source,
    'S' || CASE WHEN record.version >= 5 THEN CAST(record.version // 6 AS VARCHAR) ELSE '' END || first_date.claim_key
        AS control_number,
    first_date.draw
FROM record
JOIN first_date USING (claim_id)
JOIN chosen_person AS person USING (person_id)

-- name: delivered
-- One row a record and delivery that carries it: the first one whose last day of processing is not before the record's
-- effective date, and for one record in a hundred the next one again.
WITH first_one AS (
    SELECT history.*, delivery.number AS first_number
    FROM history
    ASOF JOIN delivery ON history.effective <= delivery.processed_through
)
SELECT * EXCLUDE (first_number), first_number AS number, 0 AS again FROM first_one
UNION ALL
SELECT * EXCLUDE (first_number), first_number + 1 AS number, 1 AS again
FROM first_one
WHERE draw % 100 = 1 AND first_number + 1 IN (SELECT number FROM delivery)

-- name: claim_total
-- One row an institutional claim: its sums.
SELECT
    claim_id,
    CAST(sum(paid_amount) AS DECIMAL(18, 2)) AS paid,
    CAST(sum(charge_amount) AS DECIMAL(18, 2)) AS charge,
    CAST(sum(deductible_amount) AS DECIMAL(18, 2)) AS deductible,
    CAST(sum(coinsurance_amount) AS DECIMAL(18, 2)) AS coinsurance,
    CAST(sum(sequestration_amount) AS DECIMAL(18, 2)) AS sequestration
FROM medical_claim
SEMI JOIN chosen_person USING (person_id)
WHERE claim_type = 'institutional'
GROUP BY claim_id

-- name: principal_diagnosis
-- One row a claim: its principal diagnosis.
SELECT claim_id, diagnosis_code
FROM claim_diagnosis
SEMI JOIN chosen_person USING (person_id)
WHERE diagnosis_sequence = 1

-- name: diagnosis_codes
-- One row a claim: its first six diagnoses side by side.
SELECT
    claim_id,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 1), '') AS code_1,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 2), '') AS code_2,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 3), '') AS code_3,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 4), '') AS code_4,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 5), '') AS code_5,
    coalesce(max(diagnosis_code) FILTER (WHERE diagnosis_sequence = 6), '') AS code_6
FROM claim_diagnosis
SEMI JOIN chosen_person USING (person_id)
GROUP BY claim_id

-- name: cclf1
-- Headers of institutional claims.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.facility_ccn AS PRVDR_OSCAR_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    substr(medical.bill_type_code, 1, 1) AS CLM_BILL_FAC_TYPE_CD,
    substr(medical.bill_type_code, 2, 1) AS CLM_BILL_CLSFCTN_CD,
    principal.diagnosis_code AS PRNCPL_DGNS_CD,
    CASE WHEN record.source = '60' THEN principal.diagnosis_code ELSE '' END AS ADMTG_DGNS_CD,
    CASE WHEN record.counted = 0 THEN 'N' ELSE '' END AS CLM_MDCR_NPMT_RSN_CD,
    record.counted * (total.paid + record.extra * 0.01) AS CLM_PMT_AMT,
    medical.discharge_disposition_code AS BENE_PTNT_STUS_CD,
    medical.drg_code AS DGNS_DRG_CD,
    medical.facility_npi AS FAC_PRVDR_NPI_NUM,
    medical.rendering_npi AS ATNDG_PRVDR_NPI_NUM,
    record.type AS CLM_ADJSMT_TYPE_CD,
    record.effective AS CLM_EFCTV_DT,
    record.effective + 3 + 30 * record.again AS CLM_IDR_LD_DT,
    medical.admit_type_code AS CLM_ADMSN_TYPE_CD,
    medical.admit_source_code AS CLM_ADMSN_SRC_CD,
    substr(medical.bill_type_code, 3, 1) AS CLM_BILL_FREQ_CD,
    record.type AS CLM_QUERY_CD,
    '0' AS DGNS_PRCDR_ICD_IND,
    total.charge AS CLM_MDCR_INSTNL_TOT_CHRG_AMT,
    medical.indirect_medical_education_amount AS CLM_OPRTNL_IME_AMT,
    medical.disproportionate_share_amount AS CLM_OPRTNL_DSPRPRTNT_AMT,
    medical.uncompensated_care_amount AS CLM_HIPPS_UNCOMPD_CARE_AMT,
    medical.facility_ccn AS CLM_BLG_PRVDR_OSCAR_NUM,
    medical.billing_npi AS CLM_BLG_PRVDR_NPI_NUM,
    medical.rendering_npi AS CLM_ATNDG_PRVDR_NPI_NUM,
    record.control_number AS CLM_CNTL_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id AND medical.claim_line_number = 1
JOIN claim_total AS total ON total.claim_id = record.claim_id
JOIN principal_diagnosis AS principal ON principal.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'institutional'

-- name: cclf2
-- Revenue lines of institutional claims. Stays are paid by the header: their lines are zero. The rest of what was paid
-- too much at first stands on the first line.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_line_start_date AS CLM_LINE_FROM_DT,
    medical.claim_line_end_date AS CLM_LINE_THRU_DT,
    medical.revenue_center_code AS CLM_LINE_PROD_REV_CTR_CD,
    medical.claim_line_start_date AS CLM_LINE_INSTNL_REV_CTR_DT,
    medical.hcpcs_code AS CLM_LINE_HCPCS_CD,
    medical.facility_ccn AS PRVDR_OSCAR_NUM,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    medical.service_unit_quantity AS CLM_LINE_SRVC_UNIT_QTY,
    CASE
        WHEN record.source <> '40' THEN 0.00
        ELSE record.counted
            * (medical.paid_amount + CASE WHEN medical.claim_line_number = 1 THEN record.extra ELSE 0 END * 0.01)
    END AS CLM_LINE_CVRD_PD_AMT,
    medical.hcpcs_modifier_1 AS HCPCS_1_MDFR_CD,
    medical.hcpcs_modifier_2 AS HCPCS_2_MDFR_CD,
    medical.facility_ccn AS CLM_FAC_PRVDR_OSCAR_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'institutional'

-- name: cclf3
-- Procedures of institutional claims.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    done.procedure_sequence AS CLM_VAL_SQNC_NUM,
    done.procedure_code AS CLM_PRCDR_CD,
    done.procedure_date AS CLM_PRCDR_PRFRM_DT,
    '0' AS DGNS_PRCDR_ICD_IND
FROM delivered AS record
JOIN claim_procedure AS done ON done.claim_id = record.claim_id
WHERE record.number = $number

-- name: cclf4
-- Diagnoses of institutional claims.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    'D' AS CLM_PROD_TYPE_CD,
    diagnosis.diagnosis_sequence AS CLM_VAL_SQNC_NUM,
    diagnosis.diagnosis_code AS CLM_DGNS_CD,
    diagnosis.claim_start_date AS CLM_FROM_DT,
    diagnosis.claim_end_date AS CLM_THRU_DT,
    diagnosis.present_on_admission_code AS CLM_POA_IND,
    '0' AS DGNS_PRCDR_ICD_IND
FROM delivered AS record
JOIN claim_diagnosis AS diagnosis ON diagnosis.claim_id = record.claim_id
WHERE record.number = $number AND record.source NOT IN ('71', '72', '81', '82')

-- name: cclf5
-- Lines of physicians and suppliers other than equipment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    medical.rendering_specialty_code AS CLM_PRVDR_SPCLTY_CD,
    medical.place_of_service_code AS CLM_POS_CD,
    medical.claim_line_start_date AS CLM_LINE_FROM_DT,
    medical.claim_line_end_date AS CLM_LINE_THRU_DT,
    medical.hcpcs_code AS CLM_LINE_HCPCS_CD,
    record.counted * (medical.paid_amount + record.extra * 0.01) AS CLM_LINE_CVRD_PD_AMT,
    codes.code_1 AS CLM_LINE_DGNS_CD,
    medical.rendering_tin AS CLM_RNDRG_PRVDR_TAX_NUM,
    medical.rendering_npi AS RNDRG_PRVDR_NPI_NUM,
    CASE WHEN record.counted = 0 THEN '0' ELSE '1' END AS CLM_CARR_PMT_DNL_CD,
    CASE WHEN record.counted = 0 THEN 'D' ELSE 'A' END AS CLM_PRCSG_IND_CD,
    record.type AS CLM_ADJSMT_TYPE_CD,
    record.effective AS CLM_EFCTV_DT,
    record.effective + 3 + 30 * record.again AS CLM_IDR_LD_DT,
    record.control_number AS CLM_CNTL_NUM,
    medical.allowed_amount + record.extra * 0.01 AS CLM_LINE_ALOWD_CHRG_AMT,
    medical.service_unit_quantity AS CLM_LINE_SRVC_UNIT_QTY,
    medical.hcpcs_modifier_1 AS HCPCS_1_MDFR_CD,
    medical.hcpcs_modifier_2 AS HCPCS_2_MDFR_CD,
    '01' AS CLM_DISP_CD,
    codes.code_1 AS CLM_DGNS_1_CD,
    codes.code_2 AS CLM_DGNS_2_CD,
    codes.code_3 AS CLM_DGNS_3_CD,
    codes.code_4 AS CLM_DGNS_4_CD,
    codes.code_5 AS CLM_DGNS_5_CD,
    codes.code_6 AS CLM_DGNS_6_CD,
    '0' AS DGNS_PRCDR_ICD_IND,
    medical.rendering_npi AS CLM_RNDRG_PRVDR_NPI_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
JOIN diagnosis_codes AS codes ON codes.claim_id = record.claim_id
WHERE record.number = $number AND record.source IN ('71', '72')

-- name: cclf6
-- Lines of suppliers of equipment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.claim_start_date AS CLM_FROM_DT,
    medical.claim_end_date AS CLM_THRU_DT,
    medical.place_of_service_code AS CLM_POS_CD,
    medical.claim_line_start_date AS CLM_LINE_FROM_DT,
    medical.claim_line_end_date AS CLM_LINE_THRU_DT,
    medical.hcpcs_code AS CLM_LINE_HCPCS_CD,
    record.counted * (medical.paid_amount + record.extra * 0.01) AS CLM_LINE_CVRD_PD_AMT,
    medical.billing_npi AS PAYTO_PRVDR_NPI_NUM,
    medical.rendering_npi AS ORDRG_PRVDR_NPI_NUM,
    CASE WHEN record.counted = 0 THEN '0' ELSE '1' END AS CLM_CARR_PMT_DNL_CD,
    CASE WHEN record.counted = 0 THEN 'D' ELSE 'A' END AS CLM_PRCSG_IND_CD,
    record.type AS CLM_ADJSMT_TYPE_CD,
    record.effective AS CLM_EFCTV_DT,
    record.effective + 3 + 30 * record.again AS CLM_IDR_LD_DT,
    record.control_number AS CLM_CNTL_NUM,
    medical.allowed_amount + record.extra * 0.01 AS CLM_LINE_ALOWD_CHRG_AMT,
    '01' AS CLM_DISP_CD,
    medical.billing_npi AS CLM_BLG_PRVDR_NPI_NUM
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
WHERE record.number = $number AND record.source IN ('81', '82')

-- name: cclf7
-- Fills of Part D: final ones only, each in the delivery of its day of payment. The price is not in the feed.
SELECT
    fill.claim_id AS CUR_CLM_UNIQ_ID,
    CASE WHEN fill.paid_date < person.changed_on THEN person.former_id ELSE person.person_id END AS BENE_MBI_ID,
    fill.ndc_code AS CLM_LINE_NDC_CD,
    '01' AS CLM_TYPE_CD,
    fill.dispensing_date AS CLM_LINE_FROM_DT,
    '01' AS PRVDR_SRVC_ID_QLFYR_CD,
    fill.dispensing_provider_npi AS CLM_SRVC_PRVDR_GNRC_ID_NUM,
    'C' AS CLM_DSPNSNG_STUS_CD,
    '0' AS CLM_DAW_PROD_SLCTN_CD,
    fill.quantity AS CLM_LINE_SRVC_UNIT_QTY,
    fill.days_supply AS CLM_LINE_DAYS_SUPLY_QTY,
    '01' AS PRVDR_PRSBNG_ID_QLFYR_CD,
    fill.prescribing_provider_npi AS CLM_PRSBNG_PRVDR_GNRC_ID_NUM,
    fill.copayment_amount AS CLM_LINE_BENE_PMT_AMT,
    '0' AS CLM_ADJSMT_TYPE_CD,
    fill.paid_date AS CLM_EFCTV_DT,
    fill.paid_date AS CLM_IDR_LD_DT,
    substr(fill.claim_id, 2) AS CLM_LINE_RX_SRVC_RFRNC_NUM,
    fill.refills AS CLM_LINE_RX_FILL_NUM,
    '01' AS CLM_PHRMCY_SRVC_TYPE_CD
FROM pharmacy_claim AS fill
JOIN chosen_person AS person USING (person_id)
WHERE fill.paid_date > $processed_after AND fill.paid_date <= $processed_through

-- name: cclf8
-- The people as they stand on the day of the delivery, or on the last day of the region. Names, addresses and county
-- codes of the census are left blank.
-- Part A and Part B began with the first of the person's spans that follow each other without a day in between.
WITH parts AS (
    SELECT person_id, 'a' AS part, enrollment_start_date AS first_day, enrollment_end_date AS last_day
    FROM eligibility
    WHERE part_a = '1'
    UNION ALL
    SELECT person_id, 'b', enrollment_start_date, enrollment_end_date
    FROM eligibility
    WHERE part_b = '1'
),
begun AS (
    SELECT person_id, part, max(first_day) AS first_day
    FROM (
        SELECT *, lag(last_day) OVER (PARTITION BY person_id, part ORDER BY first_day) AS ended FROM parts
    ) AS in_order
    WHERE first_day <= $known_on AND (ended IS NULL OR first_day > ended + 1)
    GROUP BY person_id, part
)
SELECT
    CASE WHEN $delivered_on < person.changed_on THEN person.former_id ELSE person.person_id END AS BENE_MBI_ID,
    span.zip_code AS BENE_ZIP_CD,
    span.birth_date AS BENE_DOB,
    CASE span.sex WHEN 'male' THEN '1' ELSE '2' END AS BENE_SEX_CD,
    span.race AS BENE_RACE_CD,
    date_diff('month', span.birth_date, CAST($delivered_on AS DATE)) // 12 AS BENE_AGE,
    span.medicare_status_code AS BENE_MDCR_STUS_CD,
    span.dual_status_code AS BENE_DUAL_STUS_CD,
    CASE WHEN span.death_date <= $delivered_on THEN span.death_date END AS BENE_DEATH_DT,
    span.original_reason_entitlement_code AS BENE_ORGNL_ENTLMT_RSN_CD,
    CASE
        WHEN span.part_a = '1' AND span.part_b = '1' THEN '3'
        WHEN span.part_a = '1' THEN '1'
        ELSE '2'
    END AS BENE_ENTLMT_BUYIN_IND,
    CASE WHEN span.part_a = '1' THEN a.first_day END AS BENE_PART_A_ENRLMT_BGN_DT,
    CASE WHEN span.part_b = '1' THEN b.first_day END AS BENE_PART_B_ENRLMT_BGN_DT,
    span.state AS GEO_USPS_STATE_CD
FROM eligibility AS span
JOIN chosen_person AS person USING (person_id)
LEFT JOIN begun AS a ON a.person_id = span.person_id AND a.part = 'a'
LEFT JOIN begun AS b ON b.person_id = span.person_id AND b.part = 'b'
WHERE
    span.enrollment_start_date <= $known_on
    AND span.enrollment_end_date >= date_trunc('month', CAST($known_on AS DATE))
QUALIFY row_number() OVER (PARTITION BY span.person_id ORDER BY span.enrollment_start_date DESC) = 1

-- name: cclf9
-- Numbers that were replaced before the delivery.
SELECT
    'M' AS HICN_MBI_XREF_IND,
    person_id AS CRNT_NUM,
    former_id AS PRVS_NUM,
    CAST($first_day AS DATE) AS PRVS_ID_EFCTV_DT,
    changed_on AS PRVS_ID_OBSLT_DT
FROM chosen_person
WHERE changed_on > DATE '1900-01-01' AND changed_on <= $delivered_on

-- name: cclfa
-- Amounts of institutional claims beside the payment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.admission_date AS CLM_ACTV_CARE_FROM_DT,
    CASE WHEN record.source = '60' THEN total.deductible ELSE 0.00 END AS CLM_MDCR_IP_BENE_DDCTBL_AMT,
    total.coinsurance AS CLM_MDCR_COINSRNC_AMT,
    CASE WHEN record.source = '60' THEN 0.00 ELSE total.deductible END AS CLM_MDCR_DDCTBL_AMT,
    total.sequestration AS CLM_SQSTRTN_RDCTN_AMT
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id AND medical.claim_line_number = 1
JOIN claim_total AS total ON total.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'institutional'

-- name: cclfb
-- Amounts of professional lines beside the payment.
SELECT
    record.record_id AS CUR_CLM_UNIQ_ID,
    medical.claim_line_number AS CLM_LINE_NUM,
    record.mbi AS BENE_MBI_ID,
    record.source AS CLM_TYPE_CD,
    medical.deductible_amount AS CLM_MDCR_DDCTBL_AMT,
    medical.sequestration_amount AS CLM_SQSTRTN_RDCTN_AMT
FROM delivered AS record
JOIN medical_claim AS medical ON medical.claim_id = record.claim_id
WHERE record.number = $number AND medical.claim_type = 'professional'

-- name: assigned
-- Table 1-1 of an assignment list: a row a person, with a flag for each month of the year ($first_day to $last_day).
-- Rule: everybody whose records are delivered and who could be assigned in the year: no month with Part A or Part B
-- alone or in Medicare Advantage, and no clinician chosen outside the organization at the year's beginning. These are
-- more people than CMS would assign, so that what a contract finds among them depends on claims alone. A month has a
-- flag if the person has Parts A and B on its first day: 1 ESRD, 2 disabled, 3 aged with Medicaid, 4 aged without.
WITH month AS (
    SELECT CAST(unnest(generate_series(CAST($first_day AS DATE), CAST($last_day AS DATE), INTERVAL 1 MONTH)) AS DATE)
        AS first_day
),
person_month AS (
    SELECT
        span.*,
        month.first_day,
        CASE
            WHEN span.medicare_status_code IN ('11', '21', '31') THEN 1
            WHEN span.medicare_status_code = '20' THEN 2
            WHEN span.dual_status_code IN ('01', '02', '03', '04', '05', '06', '08') THEN 3
            ELSE 4
        END AS flag
    FROM eligibility AS span
    JOIN chosen_person USING (person_id)
    JOIN month ON month.first_day BETWEEN span.enrollment_start_date AND span.enrollment_end_date
        AND (span.death_date IS NULL OR span.death_date >= month.first_day)
),
choice AS (
    SELECT person_id, organization_id, tin, npi
    FROM provider_designation
    WHERE start_date <= $first_day AND (end_date IS NULL OR end_date >= $first_day)
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY start_date DESC) = 1
)
SELECT
    person_month.person_id AS "BENE_MBI_ID",
    CASE arg_max(sex, first_day) WHEN 'male' THEN '1' ELSE '2' END AS "BENE_SEX_CD",
    arg_max(race, first_day) AS "BENE_RACE_CD",
    strftime(min(birth_date), '%m/%d/%Y') AS "BENE_BRTH_DT",
    coalesce(strftime(CASE WHEN min(death_date) <= $last_day THEN min(death_date) END, '%m/%d/%Y'), '')
        AS "BENE_DEATH_DT",
    arg_max(county_code, first_day) AS "STATE_COUNTY_CD",
    CASE WHEN any_value(choice.person_id) IS NULL THEN '0' ELSE '1' END AS "IN_VA_MAX",
    coalesce(any_value(choice.tin), '') AS "VA_TIN",
    coalesce(any_value(choice.npi), '') AS "VA_NPI",
    '' AS "HCC_VERSION",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 1), 0) AS "EnrollFlag1",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 2), 0) AS "EnrollFlag2",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 3), 0) AS "EnrollFlag3",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 4), 0) AS "EnrollFlag4",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 5), 0) AS "EnrollFlag5",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 6), 0) AS "EnrollFlag6",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 7), 0) AS "EnrollFlag7",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 8), 0) AS "EnrollFlag8",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 9), 0) AS "EnrollFlag9",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 10), 0) AS "EnrollFlag10",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 11), 0) AS "EnrollFlag11",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 12), 0) AS "EnrollFlag12"
FROM person_month
LEFT JOIN choice ON choice.person_id = person_month.person_id
GROUP BY person_month.person_id
HAVING
    bool_and(part_a = '1' AND part_b = '1' AND medicare_advantage = '0')
    AND coalesce(any_value(choice.organization_id), $organization) = $organization
ORDER BY person_month.person_id
