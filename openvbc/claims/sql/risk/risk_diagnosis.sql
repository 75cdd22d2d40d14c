-- Grain: one row a period, person and diagnosis that counts for risk scores.
-- Inputs: diagnosis_line, diagnosis_key, medical_line, risk_combination, risk_period, risk_diagnosis_category,
--   person_key
-- Columns: period VARCHAR, person_id VARCHAR, diagnosis_code VARCHAR
-- Rule: diagnoses that lead to a category of a model in use, each once. A claim counts if its last day lies in the year
--   of diagnoses and a line of it has one of the codes (risk_combination); lines that were paid back count for nothing.
--   All diagnoses of a claim that counts do. Joined as written, largest table first.
WITH span AS (
    SELECT
        named.procedure_list,
        named.diagnosis_first_date AS first_date,
        named.diagnosis_last_date AS last_date,
        row_number() OVER (
            ORDER BY named.procedure_list, named.diagnosis_first_date, named.diagnosis_last_date
        ) AS span
    FROM (SELECT DISTINCT procedure_list, diagnosis_first_date, diagnosis_last_date FROM risk_period) AS named
),

wanted AS (
    SELECT
        diagnosis_key.diagnosis,
        upper(diagnosis_key.diagnosis_code) AS code,
        min(diagnosis_key.diagnosis) OVER (PARTITION BY upper(diagnosis_key.diagnosis_code)) AS capital
    FROM diagnosis_key
    JOIN (SELECT DISTINCT diagnosis_code FROM risk_diagnosis_category) AS led
        ON led.diagnosis_code = upper(diagnosis_key.diagnosis_code)
    WHERE diagnosis_key.diagnosis_code_type <> 'icd-9-cm'
),

borne AS (
    SELECT span.span, line.person, wanted.capital, line.claim, line.claim_end_date
    FROM diagnosis_line AS line
    JOIN wanted ON wanted.diagnosis = line.diagnosis
    JOIN span ON line.claim_end_date BETWEEN span.first_date AND span.last_date
),

counting AS (
    SELECT span.span, span.first_date, span.last_date, risk_combination.combination
    FROM risk_combination
    JOIN span ON span.procedure_list = risk_combination.procedure_list
),

found AS (
    SELECT DISTINCT borne.span, borne.person, borne.capital
    FROM medical_line AS line
    JOIN borne ON borne.claim = line.claim
    JOIN counting
        ON counting.span = borne.span
        AND counting.combination = line.combination
        AND line.claim_end_date BETWEEN counting.first_date AND counting.last_date
    WHERE line.reversed = 0
)

SELECT
    risk_period.period,
    person_key.person_id,
    wanted.code AS diagnosis_code
FROM found
JOIN wanted ON wanted.diagnosis = found.capital
JOIN span ON span.span = found.span
JOIN risk_period
    ON risk_period.procedure_list = span.procedure_list
    AND risk_period.diagnosis_first_date = span.first_date
    AND risk_period.diagnosis_last_date = span.last_date
JOIN person_key ON person_key.person = found.person
