-- Grain: one row an event that may begin an episode: an admission, a line with a procedure, a day with a diagnosis.
-- Inputs: admission_leg, triggering_code, episode_trigger, medical_line, diagnosis_line, service_combination,
--   diagnosis_key, billing_identity, facility_key, claim_key, claim_procedure, episode_procedure, episode_rank,
--   episode_facility_rule; $paid_through
-- Columns: trigger_number INTEGER, person BIGINT, claim BIGINT, claim_id VARCHAR, data_source VARCHAR,
--   claim_line_number INTEGER, admission BIGINT, code VARCHAR, first_day INTEGER, last_day INTEGER, facility VARCHAR,
--   attending_npi VARCHAR, billing_tin VARCHAR, discharge_disposition_code VARCHAR, needed_procedures BIGINT,
--   refused_procedures BIGINT, is_outranked INTEGER, is_refused_facility INTEGER, next_day INTEGER
-- Rule: an admission has the diagnosis-related group of its last leg, the provider of its first, and lasts from the
--   first day of its legs to the last of all. claim_id: of its first leg. A procedure lasts as its line does. It is
--   outranked if another line of the claim has a rank before its own (of comprehensive payment groups). A diagnosis
--   counts once a person and day, with the first of the day's claims. is_refused_facility: any leg was at a facility
--   that the definition does not count. next_day: of a diagnosis, when it comes to the person again, NULL if it does
--   not. What was paid back is no event (nor is a diagnosis of a claim of which every line was), and neither is what
--   was paid after $paid_through; of admissions stay_claim leaves both out.
WITH admission AS (
    SELECT
        person,
        admission,
        min(first_day) AS first_day,
        max(last_day) AS last_day,
        max(leg) AS legs
    FROM admission_leg
    GROUP BY person, admission
),
refused_leg AS (
    SELECT DISTINCT leg.person, leg.admission
    FROM admission_leg AS leg
    INNER JOIN episode_facility_rule AS rule
        ON
            (rule.number_low = '' OR substr(leg.facility, 3, 4) BETWEEN rule.number_low AND rule.number_high)
            AND (rule.state_code = '' OR substr(leg.facility, 1, 2) = rule.state_code)
),
procedure_met AS (
    SELECT
        leg.person,
        leg.admission,
        rule.trigger_number,
        CAST(sum(rule.is_needed) AS BIGINT) AS needed,
        CAST(sum(1 - rule.is_needed) AS BIGINT) AS refused
    FROM admission_leg AS leg
    INNER JOIN claim_procedure
        ON claim_procedure.claim_id = leg.claim_id AND claim_procedure.data_source = leg.data_source
    INNER JOIN episode_procedure AS rule ON rule.procedure_code = claim_procedure.procedure_code
    GROUP BY leg.person, leg.admission, rule.trigger_number
),
stay_event AS (
    SELECT
        code.trigger_number,
        admission.person,
        first_leg.claim,
        first_leg.claim_id,
        first_leg.data_source,
        0 AS claim_line_number,
        admission.admission,
        code.code,
        admission.first_day,
        admission.last_day,
        first_leg.facility,
        first_leg.attending_npi,
        first_leg.billing_tin,
        last_leg.discharge_disposition_code,
        coalesce(procedure_met.needed, CAST(0 AS BIGINT)) AS needed_procedures,
        coalesce(procedure_met.refused, CAST(0 AS BIGINT)) AS refused_procedures,
        0 AS is_outranked,
        CASE WHEN refused_leg.person IS NULL THEN 0 ELSE 1 END AS is_refused_facility
    FROM admission
    INNER JOIN admission_leg AS first_leg
        ON
            first_leg.person = admission.person
            AND first_leg.admission = admission.admission
            AND first_leg.leg = 1
    INNER JOIN admission_leg AS last_leg
        ON
            last_leg.person = admission.person
            AND last_leg.admission = admission.admission
            AND last_leg.leg = admission.legs
    INNER JOIN triggering_code AS code ON code.code_kind = 'drg' AND code.code = last_leg.drg_code
    LEFT JOIN refused_leg
        ON refused_leg.person = admission.person AND refused_leg.admission = admission.admission
    LEFT JOIN procedure_met
        ON
            procedure_met.person = admission.person
            AND procedure_met.admission = admission.admission
            AND procedure_met.trigger_number = code.trigger_number
),
named_code AS (
    SELECT code FROM triggering_code WHERE code_kind = 'hcpcs'
    UNION
    SELECT hcpcs_code AS code FROM episode_rank
),
named_combination AS (
    SELECT
        combination.combination,
        combination.claim_type,
        combination.hcpcs_code,
        coalesce(episode_rank.rank_number, 0) AS rank_number
    FROM service_combination AS combination
    INNER JOIN named_code ON named_code.code = combination.hcpcs_code
    LEFT JOIN episode_rank ON episode_rank.hcpcs_code = combination.hcpcs_code
),
named_line AS (
    SELECT
        line.claim,
        line.claim_line_number,
        line.person,
        line.identity,
        line.facility,
        line.line_start_date,
        CASE WHEN line.has_first_day_only = 1 THEN line.line_start_date ELSE line.line_end_date END AS line_end_date,
        combination.claim_type,
        combination.hcpcs_code,
        combination.rank_number,
        min(CASE WHEN combination.rank_number > 0 THEN combination.rank_number END) OVER (
            PARTITION BY line.claim
        ) AS best_rank
    FROM medical_line AS line
    INNER JOIN named_combination AS combination ON combination.combination = line.combination
    WHERE line.reversed = 0 AND (line.paid_date IS NULL OR line.paid_date <= $paid_through)
),
refused_facility AS (
    SELECT DISTINCT facility_key.facility
    FROM facility_key
    INNER JOIN episode_facility_rule AS rule
        ON
            (rule.number_low = '' OR substr(facility_key.ccn, 3, 4) BETWEEN rule.number_low AND rule.number_high)
            AND (rule.state_code = '' OR substr(facility_key.ccn, 1, 2) = rule.state_code)
    WHERE facility_key.ccn <> ''
),
procedure_event AS (
    SELECT
        code.trigger_number,
        line.person,
        line.claim,
        line.claim AS claim_of_line,
        line.claim_line_number,
        code.code,
        line.line_start_date AS first_date,
        line.line_end_date AS last_date,
        CASE
            WHEN facility_key.ccn <> '' THEN facility_key.ccn
            WHEN facility_key.facility_npi <> '' THEN facility_key.facility_npi
            ELSE facility_key.billing_npi
        END AS facility,
        billing_identity.npi,
        billing_identity.tin,
        CASE WHEN line.rank_number > 0 AND line.best_rank < line.rank_number THEN 1 ELSE 0 END AS is_outranked,
        CASE WHEN refused_facility.facility IS NULL THEN 0 ELSE 1 END AS is_refused_facility
    FROM named_line AS line
    INNER JOIN triggering_code AS code ON code.code_kind = 'hcpcs' AND code.code = line.hcpcs_code
    INNER JOIN episode_trigger AS trigger_rule
        ON
            trigger_rule.trigger_number = code.trigger_number
            AND (trigger_rule.claim_type = '' OR trigger_rule.claim_type = line.claim_type)
    INNER JOIN billing_identity ON billing_identity.identity = line.identity
    INNER JOIN facility_key ON facility_key.facility = line.facility
    LEFT JOIN refused_facility ON refused_facility.facility = line.facility
),
diagnosis_met AS (
    SELECT
        code.trigger_number,
        line.person,
        line.claim,
        line.claim_start_date,
        min(code.code) AS code
    FROM diagnosis_line AS line
    INNER JOIN diagnosis_key ON diagnosis_key.diagnosis = line.diagnosis
    INNER JOIN triggering_code AS code
        ON code.code_kind = 'diagnosis' AND code.code = diagnosis_key.diagnosis_code
    INNER JOIN episode_trigger AS trigger_rule
        ON
            trigger_rule.trigger_number = code.trigger_number
            AND (trigger_rule.principal_only = 0 OR line.diagnosis_sequence = 1)
    GROUP BY code.trigger_number, line.person, line.claim, line.claim_start_date
),
diagnosis_claim AS (
    SELECT
        line.claim,
        max(billing_identity.npi) AS npi,
        max(billing_identity.tin) AS tin,
        max(facility_key.ccn) AS facility
    FROM medical_line AS line
    INNER JOIN (SELECT DISTINCT claim FROM diagnosis_met) AS met ON met.claim = line.claim
    INNER JOIN billing_identity ON billing_identity.identity = line.identity
    INNER JOIN facility_key ON facility_key.facility = line.facility
    GROUP BY line.claim
    HAVING
        min(line.reversed) = 0
        AND (max(line.paid_date) IS NULL OR max(line.paid_date) <= $paid_through)
),
diagnosis_event AS (
    SELECT
        met.trigger_number,
        met.person,
        met.claim,
        CAST(0 AS BIGINT) AS claim_of_line,
        0 AS claim_line_number,
        met.code,
        met.claim_start_date AS first_date,
        met.claim_start_date AS last_date,
        claim.facility,
        claim.npi,
        claim.tin,
        0 AS is_outranked,
        0 AS is_refused_facility
    FROM diagnosis_met AS met
    INNER JOIN diagnosis_claim AS claim ON claim.claim = met.claim
),
billed_event AS (
    SELECT * FROM procedure_event
    UNION ALL
    SELECT * FROM diagnosis_event
),
faced AS (
    SELECT
        billed_event.*,
        claim_key.claim_id,
        claim_key.data_source,
        lead(billed_event.first_date) OVER (
            PARTITION BY
                billed_event.trigger_number,
                billed_event.person,
                billed_event.claim_of_line,
                billed_event.claim_line_number
            ORDER BY billed_event.first_date, claim_key.claim_id DESC, claim_key.data_source DESC
        ) AS next_date
    FROM billed_event
    INNER JOIN claim_key ON claim_key.claim = billed_event.claim
)
SELECT
    trigger_number,
    person,
    claim,
    claim_id,
    data_source,
    claim_line_number,
    admission,
    code,
    first_day,
    last_day,
    facility,
    attending_npi,
    billing_tin,
    discharge_disposition_code,
    needed_procedures,
    refused_procedures,
    is_outranked,
    is_refused_facility,
    CAST(NULL AS INTEGER) AS next_day
FROM stay_event
UNION ALL
SELECT
    trigger_number,
    person,
    claim,
    claim_id,
    data_source,
    claim_line_number,
    CAST(0 AS BIGINT) AS admission,
    code,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), first_date) AS INTEGER) AS first_day,
    CAST(
        date_diff(
            'day',
            CAST('1900-01-01' AS DATE),
            CASE WHEN last_date < first_date THEN first_date ELSE last_date END
        ) AS INTEGER
    ) AS last_day,
    facility,
    npi AS attending_npi,
    tin AS billing_tin,
    '' AS discharge_disposition_code,
    CAST(0 AS BIGINT) AS needed_procedures,
    CAST(0 AS BIGINT) AS refused_procedures,
    is_outranked,
    is_refused_facility,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), next_date) AS INTEGER) AS next_day
FROM faced
WHERE next_date IS NULL OR next_date <> first_date
