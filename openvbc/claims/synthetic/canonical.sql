-- name: person
-- One row a person of the block: the Medicare number made of the person's number, in the same order. Its form is that
-- of CMS's Medicare Beneficiary Identifier with S in second place, which no real one has.
SELECT
    idx,
    number,
    '1S00'
    || substr('ACDEFGHJKMNPQRTUVWXY', CAST(number // 1200000 % 20 AS INTEGER) + 1, 1)
    || substr('0123456789ACDEFGHJKMNPQRTUVWXY', CAST(number // 40000 % 30 AS INTEGER) + 1, 1)
    || CAST(number // 4000 % 10 AS VARCHAR)
    || substr('ACDEFGHJKMNPQRTUVWXY', CAST(number // 200 % 20 AS INTEGER) + 1, 1)
    || substr('ACDEFGHJ', CAST(number // 100 % 2 AS INTEGER) + 1, 1)
    || lpad(CAST(number % 100 AS VARCHAR), 2, '0') AS person_id,
    DATE '1970-01-01' + birth AS birth_date,
    CASE WHEN death < $never THEN DATE '1970-01-01' + death END AS death_date,
    CASE sex WHEN 1 THEN 'male' ELSE 'female' END AS sex,
    CAST(race AS VARCHAR) AS race,
    CAST(reason AS VARCHAR) AS reason,
    list_extract($payers, payer + 1) AS payer,
    list_extract($payer_types, payer + 1) AS payer_type,
    list_extract($plans, payer + 1) AS plan
FROM block_person

-- name: claim
-- One row a claim of the block, with everything that its lines, diagnoses and procedures share. The claim's number is
-- the person's number, the claim's among the person's, and which record of its key is the final one (0 the first, 2
-- the one that took its place).
SELECT
    claim.idx,
    person.person_id,
    person.payer,
    person.plan,
    lpad(CAST(person.number AS VARCHAR), 7, '0') || lpad(CAST(claim.sequence AS VARCHAR), 5, '0') AS claim_key,
    CASE WHEN claim.history = 0 THEN '0' ELSE '2' END AS version,
    CASE WHEN claim.history = 1 THEN '2' ELSE '0' END AS adjustment_type_code,
    kind.claim_type,
    kind.source,
    kind.place,
    kind.bill,
    DATE '1970-01-01' + claim.start_day AS start_date,
    DATE '1970-01-01' + claim.end_day AS end_date,
    CASE WHEN kind.source IN ('20', '50', '60') THEN DATE '1970-01-01' + claim.start_day END AS admission_date,
    CASE
        WHEN kind.source IN ('20', '60') OR (kind.source = '50' AND claim.disposition <> 30)
            THEN DATE '1970-01-01' + claim.end_day
    END AS discharge_date,
    CASE WHEN claim.source > 0 THEN CAST(claim.source AS VARCHAR) ELSE '' END AS admit_source_code,
    CASE
        WHEN kind.source <> '60' THEN ''
        WHEN drg.procedure_code <> '' THEN '3'
        ELSE '1'
    END AS admit_type_code,
    CASE
        WHEN claim.disposition > 0 THEN lpad(CAST(claim.disposition AS VARCHAR), 2, '0')
        WHEN kind.claim_type = 'institutional' THEN '01'
        ELSE ''
    END AS disposition,
    drg.drg_code,
    drg.procedure_code,
    clinician.npi AS clinician_npi,
    clinician.specialty,
    biller.npi AS biller_npi,
    biller.tin,
    biller.ccn,
    DATE '1970-01-01' + claim.paid_day AS paid_date,
    claim.teaching,
    claim.poor,
    claim.uncompensated
FROM block_claim AS claim
JOIN person ON person.idx = claim.person
JOIN kind ON kind.idx = claim.kind
JOIN drg ON drg.idx = claim.drg
JOIN clinician ON clinician.idx = claim.clinician
JOIN biller ON biller.idx = claim.biller

-- name: eligibility
-- One row a span of days with the same enrollment. Of people without Medicare nothing is said that only Medicare knows.
SELECT
    person.person_id,
    person.person_id AS member_id,
    person.person_id AS subscriber_id,
    person.sex,
    person.race,
    person.birth_date,
    person.death_date,
    DATE '1970-01-01' + span.start_day AS enrollment_start_date,
    DATE '1970-01-01' + span.end_day AS enrollment_end_date,
    person.payer,
    person.payer_type,
    person.plan,
    CASE WHEN person.payer_type LIKE 'medicare%' THEN person.reason ELSE '' END AS original_reason_entitlement_code,
    CASE WHEN person.payer_type LIKE 'medicare%' THEN dual.code ELSE '' END AS dual_status_code,
    CASE WHEN person.payer_type LIKE 'medicare%' THEN status.code ELSE '' END AS medicare_status_code,
    CASE WHEN span.dual > 0 OR person.payer_type = 'medicaid' THEN '1' ELSE '0' END AS medicaid_indicator,
    CASE WHEN span.dual > 0 AND span.part_d = 1 THEN '1' ELSE '0' END AS low_income_subsidy_indicator,
    CASE WHEN status.code IN ('11', '21', '31') THEN 'dialysis' ELSE '' END AS esrd_status,
    '' AS group_id,
    county.state,
    '' AS zip_code,
    county.county_code,
    CASE WHEN person.payer_type LIKE 'medicare%' THEN CAST(span.part_a AS VARCHAR) ELSE '' END AS part_a,
    CASE WHEN person.payer_type LIKE 'medicare%' THEN CAST(span.part_b AS VARCHAR) ELSE '' END AS part_b,
    CAST(NULL AS DATE) AS part_b_start_date,
    CASE WHEN person.payer_type LIKE 'medicare%' THEN CAST(span.part_d AS VARCHAR) ELSE '' END AS part_d,
    CASE
        WHEN person.payer_type = 'medicare' THEN CAST(span.medicare_advantage AS VARCHAR)
        WHEN person.payer_type = 'medicare advantage' THEN '1'
        ELSE ''
    END AS medicare_advantage,
    CAST(span.institutional AS VARCHAR) AS institutional,
    '' AS enrollment_type,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_span AS span
JOIN person ON person.idx = span.person
JOIN dual ON dual.idx = span.dual
JOIN status ON status.idx = span.status
JOIN county ON county.idx = span.county
ORDER BY span.person, span.start_day

-- name: medical_claim
-- One row a line. A service that the same clinician gives the same person again on the same day bears XE (separate
-- encounter), as claims have it, so that it is not taken for the same service under two numbers.
WITH itemized AS (
    SELECT
        line.*,
        dense_rank() OVER (
            PARTITION BY
                claim.person_id, claim.bill, claim.clinician_npi, claim.biller_npi, line.day, item.hcpcs, item.revenue
            ORDER BY claim.claim_key
        ) > 1 AND item.hcpcs <> '' AS is_again
    FROM block_line AS line
    JOIN claim ON claim.idx = line.claim
    JOIN item ON item.idx = line.item
)
SELECT
    claim.claim_key || claim.version AS claim_id,
    CAST(line.number AS INTEGER) AS claim_line_number,
    claim.claim_type,
    claim.person_id,
    claim.payer,
    claim.plan,
    claim.start_date AS claim_start_date,
    claim.end_date AS claim_end_date,
    DATE '1970-01-01' + line.day AS claim_line_start_date,
    DATE '1970-01-01' + line.day AS claim_line_end_date,
    claim.admission_date,
    claim.discharge_date,
    claim.admit_source_code,
    claim.admit_type_code,
    claim.disposition AS discharge_disposition_code,
    claim.place AS place_of_service_code,
    claim.bill AS bill_type_code,
    CASE WHEN claim.drg_code = '' THEN '' ELSE 'ms-drg' END AS drg_code_type,
    claim.drg_code,
    item.revenue AS revenue_center_code,
    CAST(line.units AS DECIMAL(18, 4)) AS service_unit_quantity,
    item.hcpcs AS hcpcs_code,
    CASE WHEN line.is_again AND item.modifier = '' THEN 'XE' ELSE item.modifier END AS hcpcs_modifier_1,
    CASE WHEN line.is_again AND item.modifier <> '' THEN 'XE' ELSE '' END AS hcpcs_modifier_2,
    '' AS hcpcs_modifier_3,
    '' AS hcpcs_modifier_4,
    claim.clinician_npi AS rendering_npi,
    CASE WHEN claim.claim_type = 'professional' THEN claim.tin ELSE '' END AS rendering_tin,
    claim.biller_npi AS billing_npi,
    claim.tin AS billing_tin,
    CASE WHEN claim.claim_type = 'institutional' THEN claim.biller_npi ELSE '' END AS facility_npi,
    claim.paid_date,
    CAST(line.paid AS DECIMAL(15, 0)) * 0.01 AS paid_amount,
    CAST(line.allowed AS DECIMAL(15, 0)) * 0.01 AS allowed_amount,
    CAST(line.charge AS DECIMAL(15, 0)) * 0.01 AS charge_amount,
    CAST(line.coinsurance AS DECIMAL(15, 0)) * 0.01 AS coinsurance_amount,
    CAST(0 AS DECIMAL(18, 2)) AS copayment_amount,
    CAST(line.deductible AS DECIMAL(15, 0)) * 0.01 AS deductible_amount,
    CASE WHEN claim.claim_type = 'professional' THEN claim.specialty ELSE '' END AS rendering_specialty_code,
    claim.ccn AS facility_ccn,
    claim.source AS source_claim_type_code,
    CAST(line.sequestration AS DECIMAL(15, 0)) * 0.01 AS sequestration_amount,
    CASE WHEN line.number = 1 THEN CAST(claim.teaching AS DECIMAL(15, 0)) * 0.01 ELSE 0.00 END
        AS indirect_medical_education_amount,
    CASE WHEN line.number = 1 THEN CAST(claim.poor AS DECIMAL(15, 0)) * 0.01 ELSE 0.00 END
        AS disproportionate_share_amount,
    CASE WHEN line.number = 1 THEN CAST(claim.uncompensated AS DECIMAL(15, 0)) * 0.01 ELSE 0.00 END
        AS uncompensated_care_amount,
    'S' || claim.claim_key AS claim_control_number,
    claim.adjustment_type_code,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM itemized AS line
JOIN claim ON claim.idx = line.claim
JOIN item ON item.idx = line.item

-- name: claim_diagnosis
-- One row a diagnosis. Parkinson's disease had one code until September 2023.
SELECT
    claim.claim_key || claim.version AS claim_id,
    CAST(diagnosis.number AS INTEGER) AS diagnosis_sequence,
    claim.person_id,
    claim.start_date AS claim_start_date,
    claim.end_date AS claim_end_date,
    'icd-10-cm' AS diagnosis_code_type,
    CASE WHEN code.code = 'G20A1' AND claim.end_date < DATE '2023-10-01' THEN 'G20' ELSE code.code END
        AS diagnosis_code,
    CASE WHEN claim.source = '60' THEN 'Y' ELSE '' END AS present_on_admission_code,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_diagnosis AS diagnosis
JOIN claim ON claim.idx = diagnosis.claim
JOIN code ON code.idx = diagnosis.code

-- name: claim_procedure
-- One row a procedure: of stays whose group has one.
SELECT
    claim_key || version AS claim_id,
    CAST(1 AS INTEGER) AS procedure_sequence,
    person_id,
    'icd-10-pcs' AS procedure_code_type,
    procedure_code,
    start_date AS procedure_date,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM claim
WHERE procedure_code <> ''

-- name: pharmacy_claim
-- One row a fill. The drug's code is one of no labeler: 99999.
SELECT
    '9' || lpad(CAST(person.number AS VARCHAR), 7, '0') || lpad(CAST(fill.sequence AS VARCHAR), 5, '0') AS claim_id,
    CAST(1 AS INTEGER) AS claim_line_number,
    person.person_id,
    person.payer,
    person.plan,
    clinician.npi AS prescribing_provider_npi,
    pharmacy.npi AS dispensing_provider_npi,
    DATE '1970-01-01' + fill.day AS dispensing_date,
    '99999' || lpad(CAST(fill.drug AS VARCHAR), 4, '0') || '01' AS ndc_code,
    CAST(fill.days_supply AS DECIMAL(18, 4)) AS quantity,
    CAST(fill.days_supply AS INTEGER) AS days_supply,
    CAST(fill.refill AS INTEGER) AS refills,
    DATE '1970-01-01' + fill.paid_day AS paid_date,
    CAST(fill.allowed - fill.share AS DECIMAL(15, 0)) * 0.01 AS paid_amount,
    CAST(fill.allowed AS DECIMAL(15, 0)) * 0.01 AS allowed_amount,
    CAST(fill.allowed AS DECIMAL(15, 0)) * 0.01 AS charge_amount,
    CAST(0 AS DECIMAL(18, 2)) AS coinsurance_amount,
    CAST(fill.share AS DECIMAL(15, 0)) * 0.01 AS copayment_amount,
    CAST(0 AS DECIMAL(18, 2)) AS deductible_amount,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_fill AS fill
JOIN person ON person.idx = fill.person
JOIN clinician ON clinician.idx = fill.prescriber
JOIN biller AS pharmacy ON pharmacy.idx = fill.pharmacy

-- name: provider_designation
-- One row a choice of a clinician.
SELECT
    person.person_id,
    'patient' AS designated_by,
    clinician.npi,
    biller.tin,
    biller.organization_id,
    DATE '1970-01-01' + designation.start_day AS start_date,
    CASE WHEN designation.end_day < $never THEN DATE '1970-01-01' + designation.end_day END AS end_date,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_designation AS designation
JOIN person ON person.idx = designation.person
JOIN clinician ON clinician.idx = designation.clinician
JOIN biller ON biller.idx = designation.biller

-- name: provider
-- One row a clinician or facility; a clinician of two TINs stands under the first.
SELECT
    npi,
    '' AS name,
    specialty AS specialty_code,
    '' AS taxonomy_code,
    tin,
    ccn,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM (
    SELECT clinician.npi, clinician.specialty, clinician.tin, '' AS ccn FROM clinician
    UNION ALL
    SELECT biller.npi, '' AS specialty, biller.tin, biller.ccn FROM biller
)
ORDER BY npi
