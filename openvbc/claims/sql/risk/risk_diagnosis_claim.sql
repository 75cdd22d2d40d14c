-- Grain: one row a period, person and diagnosis that counts for risk scores.
-- Inputs: diagnosis_line, diagnosis_key, medical_line, risk_combination, risk_period, risk_diagnosis_code, claim_key,
--   person_key
-- Columns: period VARCHAR, person_id VARCHAR, diagnosis_code VARCHAR, first_date DATE, claim_id VARCHAR,
--   data_source VARCHAR
-- Rule: what bears the diagnoses of risk_diagnosis: the first claim that counts and has the diagnosis; the earlier last
--   day is first, then the claim's identifier. Joined as written, largest table first.
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
    JOIN risk_diagnosis_code AS known ON known.diagnosis_code = upper(diagnosis_key.diagnosis_code)
    WHERE diagnosis_key.diagnosis_code_type <> 'icd-9-cm'
),

borne AS (
    SELECT span.span, line.person, wanted.capital, line.claim, line.claim_end_date
    FROM diagnosis_line AS line
    JOIN wanted ON wanted.diagnosis = line.diagnosis
    JOIN span ON line.claim_end_date BETWEEN span.first_date AND span.last_date
),

bearing AS (
    SELECT DISTINCT span, claim
    FROM borne
),

eligible AS (
    SELECT DISTINCT bearing.span, bearing.claim
    FROM medical_line AS line
    JOIN bearing ON bearing.claim = line.claim
    JOIN span
        ON span.span = bearing.span
        AND line.claim_end_date BETWEEN span.first_date AND span.last_date
    JOIN risk_combination
        ON risk_combination.procedure_list = span.procedure_list
        AND risk_combination.combination = line.combination
    WHERE line.reversed = 0
),

counted AS (
    SELECT borne.span, borne.person, borne.capital, borne.claim, borne.claim_end_date
    FROM borne
    JOIN eligible ON eligible.span = borne.span AND eligible.claim = borne.claim
),

earliest AS (
    SELECT span, person, capital, min(claim_end_date) AS first_date
    FROM counted
    GROUP BY span, person, capital
),

tied AS (
    SELECT DISTINCT earliest.span, earliest.person, earliest.capital, earliest.first_date, counted.claim
    FROM counted
    JOIN earliest
        ON earliest.span = counted.span
        AND earliest.person = counted.person
        AND earliest.capital = counted.capital
        AND earliest.first_date = counted.claim_end_date
),

claim_found_first AS (
    SELECT tied.span, tied.person, tied.capital, tied.first_date, claim_key.claim_id, claim_key.data_source
    FROM claim_key
    JOIN tied ON tied.claim = claim_key.claim
    QUALIFY row_number() OVER (
        PARTITION BY tied.span, tied.person, tied.capital ORDER BY claim_key.claim_id, claim_key.data_source
    ) = 1
)

SELECT
    risk_period.period,
    person_key.person_id,
    wanted.code AS diagnosis_code,
    claim_found_first.first_date,
    claim_found_first.claim_id,
    claim_found_first.data_source
FROM claim_found_first
JOIN wanted ON wanted.diagnosis = claim_found_first.capital
JOIN span ON span.span = claim_found_first.span
JOIN risk_period
    ON risk_period.procedure_list = span.procedure_list
    AND risk_period.diagnosis_first_date = span.first_date
    AND risk_period.diagnosis_last_date = span.last_date
JOIN person_key ON person_key.person = claim_found_first.person
