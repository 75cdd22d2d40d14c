-- Grain: one row a period, person and diagnosis that counts for risk scores.
-- Inputs: diagnosis_line, diagnosis_key, medical_line, risk_combination, risk_period, risk_diagnosis_code
-- Columns: person_number BIGINT, code_number INTEGER
-- Rule: diagnoses that lead to a category of a model in use, each once. A claim counts if its last day lies in the year
--   of diagnoses and a line of it has one of the codes (risk_combination); lines that were paid back count for nothing.
--   All diagnoses of a claim that counts do. Periods with the same days and codes are looked up as one, the first of
--   them (`diagnosis_period`), whose number stands with the person's until the end. Joined as written, largest table
--   first.
WITH span AS (
    SELECT DISTINCT
        periods,
        diagnosis_period,
        procedure_list,
        diagnosis_first_date AS first_date,
        diagnosis_last_date AS last_date
    FROM risk_period
),
wanted AS (
    SELECT diagnosis_key.diagnosis, known.code_number
    FROM diagnosis_key
    JOIN risk_diagnosis_code AS known ON known.diagnosis_code = upper(diagnosis_key.diagnosis_code)
    WHERE diagnosis_key.diagnosis_code_type <> 'icd-9-cm'
),
borne AS (
    SELECT
        span.diagnosis_period,
        line.person * span.periods + span.diagnosis_period AS person_number,
        wanted.code_number,
        line.claim
    FROM diagnosis_line AS line
    JOIN wanted ON wanted.diagnosis = line.diagnosis
    JOIN span ON line.claim_end_date BETWEEN span.first_date AND span.last_date
),
counting AS (
    SELECT span.diagnosis_period, span.first_date, span.last_date, risk_combination.combination
    FROM risk_combination
    JOIN span ON span.procedure_list = risk_combination.procedure_list
),
found AS (
    SELECT DISTINCT borne.diagnosis_period, borne.person_number, borne.code_number
    FROM medical_line AS line
    JOIN borne ON borne.claim = line.claim
    JOIN counting
        ON counting.diagnosis_period = borne.diagnosis_period
        AND counting.combination = line.combination
        AND line.claim_end_date BETWEEN counting.first_date AND counting.last_date
    WHERE line.reversed = 0
)
SELECT
    found.person_number - found.diagnosis_period + risk_period.period_number AS person_number,
    found.code_number
FROM found
JOIN risk_period ON risk_period.diagnosis_period = found.diagnosis_period
