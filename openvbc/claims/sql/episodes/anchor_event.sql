-- Grain: one row an event that may begin an episode: an admission, a line with a procedure, a day with a diagnosis.
-- Inputs: admission_leg, triggering_code, episode_trigger, medical_claim, claim_diagnosis, claim_procedure,
--   episode_procedure, episode_rank, episode_facility_rule, reversed_line, reversed_claim; $paid_through
-- Columns: trigger_number INTEGER, person_id VARCHAR, claim_id VARCHAR, data_source VARCHAR, claim_line_number
--   INTEGER, admission BIGINT, code VARCHAR, first_day INTEGER, last_day INTEGER, facility VARCHAR, attending_npi
--   VARCHAR, billing_tin VARCHAR, discharge_disposition_code VARCHAR, needed_procedures BIGINT, refused_procedures
--   BIGINT, is_outranked INTEGER, is_refused_facility INTEGER, next_day INTEGER
-- Rule: an admission has the diagnosis-related group of its last leg, the provider of its first, and lasts from the
--   first day of its legs to the last of all. claim_id: of its first leg. A procedure lasts as its line does. It is
--   outranked if another line of the claim has a rank before its own (of comprehensive payment groups). A diagnosis
--   counts once a person and day. is_refused_facility: any leg was at a facility that the definition does not count.
--   next_day: of a diagnosis, when it comes to the person again, NULL if it does not. What was paid back is no event,
--   and neither is what was paid after $paid_through; of admissions stay_claim leaves both out.
WITH admission AS (
    SELECT
        person_id,
        admission,
        min(first_day) AS first_day,
        max(last_day) AS last_day,
        max(leg) AS legs
    FROM admission_leg
    GROUP BY person_id, admission
),
refused_leg AS (
    SELECT DISTINCT leg.person_id, leg.admission
    FROM admission_leg AS leg
    INNER JOIN episode_facility_rule AS rule
        ON
            (rule.number_low = '' OR substr(leg.facility, 3, 4) BETWEEN rule.number_low AND rule.number_high)
            AND (rule.state_code = '' OR substr(leg.facility, 1, 2) = rule.state_code)
),
procedure_met AS (
    SELECT
        leg.person_id,
        leg.admission,
        rule.trigger_number,
        CAST(sum(rule.is_needed) AS BIGINT) AS needed,
        CAST(sum(1 - rule.is_needed) AS BIGINT) AS refused
    FROM admission_leg AS leg
    INNER JOIN claim_procedure
        ON claim_procedure.claim_id = leg.claim_id AND claim_procedure.data_source = leg.data_source
    INNER JOIN episode_procedure AS rule ON rule.procedure_code = claim_procedure.procedure_code
    GROUP BY leg.person_id, leg.admission, rule.trigger_number
),
stay_event AS (
    SELECT
        code.trigger_number,
        admission.person_id,
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
        CASE WHEN refused_leg.person_id IS NULL THEN 0 ELSE 1 END AS is_refused_facility
    FROM admission
    INNER JOIN admission_leg AS first_leg
        ON
            first_leg.person_id = admission.person_id
            AND first_leg.admission = admission.admission
            AND first_leg.leg = 1
    INNER JOIN admission_leg AS last_leg
        ON
            last_leg.person_id = admission.person_id
            AND last_leg.admission = admission.admission
            AND last_leg.leg = admission.legs
    INNER JOIN triggering_code AS code ON code.code_kind = 'drg' AND code.code = last_leg.drg_code
    LEFT JOIN refused_leg
        ON refused_leg.person_id = admission.person_id AND refused_leg.admission = admission.admission
    LEFT JOIN procedure_met
        ON
            procedure_met.person_id = admission.person_id
            AND procedure_met.admission = admission.admission
            AND procedure_met.trigger_number = code.trigger_number
),
named_code AS (
    SELECT code FROM triggering_code WHERE code_kind = 'hcpcs'
    UNION
    SELECT hcpcs_code AS code FROM episode_rank
),
named_line AS (
    SELECT
        line.person_id,
        line.claim_id,
        line.data_source,
        line.claim_line_number,
        line.claim_type,
        line.hcpcs_code,
        CAST(
            date_diff(
                'day', CAST('1900-01-01' AS DATE), coalesce(line.claim_line_start_date, line.claim_start_date)
            ) AS INTEGER
        ) AS first_day,
        CAST(
            date_diff(
                'day',
                CAST('1900-01-01' AS DATE),
                coalesce(line.claim_line_end_date, line.claim_line_start_date, line.claim_end_date)
            ) AS INTEGER
        ) AS last_day,
        CASE
            WHEN line.facility_ccn <> '' THEN line.facility_ccn
            WHEN line.facility_npi <> '' THEN line.facility_npi
            ELSE line.billing_npi
        END AS facility,
        line.facility_ccn,
        line.rendering_npi,
        line.billing_tin,
        coalesce(episode_rank.rank_number, 0) AS rank_number
    FROM medical_claim AS line
    INNER JOIN named_code ON named_code.code = line.hcpcs_code
    LEFT JOIN episode_rank ON episode_rank.hcpcs_code = line.hcpcs_code
    LEFT JOIN reversed_line
        ON
            reversed_line.claim_id = line.claim_id
            AND reversed_line.claim_line_number = line.claim_line_number
            AND reversed_line.data_source = line.data_source
    WHERE reversed_line.claim_id IS NULL AND (line.paid_date IS NULL OR line.paid_date <= $paid_through)
),
best_rank AS (
    SELECT claim_id, data_source, min(rank_number) AS rank_number
    FROM named_line
    WHERE rank_number > 0
    GROUP BY claim_id, data_source
),
procedure_line AS (
    SELECT code.trigger_number, code.code, line.*
    FROM named_line AS line
    INNER JOIN triggering_code AS code ON code.code_kind = 'hcpcs' AND code.code = line.hcpcs_code
    INNER JOIN episode_trigger AS trigger_rule
        ON
            trigger_rule.trigger_number = code.trigger_number
            AND (trigger_rule.claim_type = '' OR trigger_rule.claim_type = line.claim_type)
),
refused_facility AS (
    SELECT DISTINCT line.facility_ccn
    FROM procedure_line AS line
    INNER JOIN episode_facility_rule AS rule
        ON
            (rule.number_low = '' OR substr(line.facility_ccn, 3, 4) BETWEEN rule.number_low AND rule.number_high)
            AND (rule.state_code = '' OR substr(line.facility_ccn, 1, 2) = rule.state_code)
    WHERE line.facility_ccn <> ''
),
diagnosis_met AS (
    SELECT
        code.trigger_number,
        diagnosis.person_id,
        diagnosis.claim_id,
        diagnosis.data_source,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), diagnosis.claim_start_date) AS INTEGER) AS first_day,
        min(code.code) AS code
    FROM claim_diagnosis AS diagnosis
    INNER JOIN triggering_code AS code ON code.code_kind = 'diagnosis' AND code.code = diagnosis.diagnosis_code
    INNER JOIN episode_trigger AS trigger_rule
        ON
            trigger_rule.trigger_number = code.trigger_number
            AND (trigger_rule.principal_only = 0 OR diagnosis.diagnosis_sequence = 1)
    LEFT JOIN reversed_claim
        ON reversed_claim.claim_id = diagnosis.claim_id AND reversed_claim.data_source = diagnosis.data_source
    WHERE reversed_claim.claim_id IS NULL
    GROUP BY
        code.trigger_number,
        diagnosis.person_id,
        diagnosis.claim_id,
        diagnosis.data_source,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), diagnosis.claim_start_date) AS INTEGER)
),
diagnosis_claim AS (
    SELECT
        met.trigger_number,
        met.person_id,
        met.claim_id,
        met.data_source,
        met.first_day,
        met.code,
        max(claim.rendering_npi) AS rendering_npi,
        max(claim.billing_tin) AS billing_tin,
        max(claim.facility_ccn) AS facility,
        row_number() OVER (
            PARTITION BY met.trigger_number, met.person_id, met.first_day ORDER BY met.claim_id, met.data_source
        ) AS place
    FROM medical_claim AS claim
    INNER JOIN diagnosis_met AS met ON met.claim_id = claim.claim_id AND met.data_source = claim.data_source
    GROUP BY met.trigger_number, met.person_id, met.claim_id, met.data_source, met.first_day, met.code
    HAVING max(claim.paid_date) IS NULL OR max(claim.paid_date) <= $paid_through
),
diagnosis_day AS (
    SELECT
        diagnosis_claim.*,
        lead(first_day) OVER (PARTITION BY trigger_number, person_id ORDER BY first_day) AS next_day
    FROM diagnosis_claim
    WHERE place = 1
)
SELECT
    trigger_number, person_id, claim_id, data_source, claim_line_number, admission, code, first_day, last_day,
    facility, attending_npi, billing_tin, discharge_disposition_code, needed_procedures, refused_procedures,
    is_outranked, is_refused_facility, CAST(NULL AS INTEGER) AS next_day
FROM stay_event
UNION ALL
SELECT
    line.trigger_number, line.person_id, line.claim_id, line.data_source, line.claim_line_number,
    CAST(0 AS BIGINT) AS admission, line.code, line.first_day,
    CASE WHEN line.last_day < line.first_day THEN line.first_day ELSE line.last_day END AS last_day,
    line.facility, line.rendering_npi AS attending_npi, line.billing_tin, '' AS discharge_disposition_code,
    CAST(0 AS BIGINT) AS needed_procedures, CAST(0 AS BIGINT) AS refused_procedures,
    CASE WHEN line.rank_number > 0 AND best_rank.rank_number < line.rank_number THEN 1 ELSE 0 END AS is_outranked,
    CASE WHEN refused_facility.facility_ccn IS NULL THEN 0 ELSE 1 END AS is_refused_facility,
    CAST(NULL AS INTEGER) AS next_day
FROM procedure_line AS line
LEFT JOIN best_rank ON best_rank.claim_id = line.claim_id AND best_rank.data_source = line.data_source
LEFT JOIN refused_facility ON refused_facility.facility_ccn = line.facility_ccn
UNION ALL
SELECT
    trigger_number, person_id, claim_id, data_source, 0 AS claim_line_number, CAST(0 AS BIGINT) AS admission, code,
    first_day, first_day AS last_day, facility, rendering_npi AS attending_npi, billing_tin,
    '' AS discharge_disposition_code, CAST(0 AS BIGINT) AS needed_procedures,
    CAST(0 AS BIGINT) AS refused_procedures, 0 AS is_outranked, 0 AS is_refused_facility, next_day
FROM diagnosis_day
