-- Grain: one row an event, requirement and place in the claims where a code of it stands.
-- Inputs: medical_claim, claim_diagnosis, claim_procedure, pharmacy_claim, measure_event_code, measure_late_claim,
--     reversed_claim, reversed_line, reversed_fill; $first_date, $last_date
-- Columns: event INTEGER, requirement INTEGER, person_id VARCHAR, claim_id VARCHAR, data_source VARCHAR,
--     line INTEGER, position INTEGER, first_day INTEGER, last_day INTEGER, late_day INTEGER, code_type VARCHAR,
--     code VARCHAR
-- Rule: codes of lines count on the days of the line; bill type, group, disposition and type of claim, which every
--     line repeats, on those of the stay, once a claim. Diagnoses count on the days of the claim, procedures on their
--     own day, fills on theirs. A diagnosis also counts by its category, the first three characters. position is 1
--     for a principal diagnosis or procedure. What was paid back is left out. first_date, last_date bound
--     the days that any window can reach.
WITH found AS (
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        claim.claim_line_number AS line,
        0 AS position,
        coalesce(claim.claim_line_start_date, claim.claim_start_date) AS first_date,
        coalesce(claim.claim_line_end_date, claim.claim_line_start_date, claim.claim_end_date) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed ON listed.code_type = 'hcpcs' AND listed.code = claim.hcpcs_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        claim.claim_line_number AS line,
        0 AS position,
        coalesce(claim.claim_line_start_date, claim.claim_start_date) AS first_date,
        coalesce(claim.claim_line_end_date, claim.claim_line_start_date, claim.claim_end_date) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed ON listed.code_type = 'revenue_center' AND listed.code = claim.revenue_center_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        claim.claim_line_number AS line,
        0 AS position,
        coalesce(claim.claim_line_start_date, claim.claim_start_date) AS first_date,
        coalesce(claim.claim_line_end_date, claim.claim_line_start_date, claim.claim_end_date) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed
        ON listed.code_type = 'place_of_service' AND listed.code = claim.place_of_service_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        claim.claim_line_number AS line,
        0 AS position,
        coalesce(claim.claim_line_start_date, claim.claim_start_date) AS first_date,
        coalesce(claim.claim_line_end_date, claim.claim_line_start_date, claim.claim_end_date) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed ON listed.code_type = 'specialty' AND listed.code = claim.rendering_specialty_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        min(claim.claim_line_number) AS line,
        0 AS position,
        min(coalesce(claim.admission_date, claim.claim_start_date)) AS first_date,
        max(coalesce(claim.discharge_date, claim.claim_end_date)) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed ON listed.code_type = 'bill_type' AND listed.code = claim.bill_type_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    GROUP BY
        listed.event, listed.requirement, claim.person_id, claim.claim_id, claim.data_source, listed.first_day,
        listed.last_day, listed.code_type, listed.code
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        min(claim.claim_line_number) AS line,
        0 AS position,
        min(coalesce(claim.admission_date, claim.claim_start_date)) AS first_date,
        max(coalesce(claim.discharge_date, claim.claim_end_date)) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed ON listed.code_type = 'drg' AND listed.code = claim.drg_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    GROUP BY
        listed.event, listed.requirement, claim.person_id, claim.claim_id, claim.data_source, listed.first_day,
        listed.last_day, listed.code_type, listed.code
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        min(claim.claim_line_number) AS line,
        0 AS position,
        min(coalesce(claim.admission_date, claim.claim_start_date)) AS first_date,
        max(coalesce(claim.discharge_date, claim.claim_end_date)) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed
        ON listed.code_type = 'discharge_disposition' AND listed.code = claim.discharge_disposition_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    GROUP BY
        listed.event, listed.requirement, claim.person_id, claim.claim_id, claim.data_source, listed.first_day,
        listed.last_day, listed.code_type, listed.code
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        claim.person_id,
        claim.claim_id,
        claim.data_source,
        min(claim.claim_line_number) AS line,
        0 AS position,
        min(coalesce(claim.admission_date, claim.claim_start_date)) AS first_date,
        max(coalesce(claim.discharge_date, claim.claim_end_date)) AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM medical_claim AS claim
    JOIN measure_event_code AS listed
        ON listed.code_type = 'claim_source_type' AND listed.code = claim.source_claim_type_code
    WHERE claim.claim_end_date >= $first_date AND claim.claim_start_date <= $last_date
    GROUP BY
        listed.event, listed.requirement, claim.person_id, claim.claim_id, claim.data_source, listed.first_day,
        listed.last_day, listed.code_type, listed.code
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        coded.person_id,
        coded.claim_id,
        coded.data_source,
        0 AS line,
        coded.diagnosis_sequence AS position,
        coded.claim_start_date AS first_date,
        coded.claim_end_date AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        coded.diagnosis_code_type AS code_type,
        coded.diagnosis_code AS code
    FROM claim_diagnosis AS coded
    JOIN measure_event_code AS listed
        ON listed.code_type = coded.diagnosis_code_type AND listed.code = coded.diagnosis_code
    WHERE coded.claim_end_date >= $first_date AND coded.claim_start_date <= $last_date
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        coded.person_id,
        coded.claim_id,
        coded.data_source,
        0 AS line,
        coded.diagnosis_sequence AS position,
        coded.claim_start_date AS first_date,
        coded.claim_end_date AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        coded.diagnosis_code_type AS code_type,
        coded.diagnosis_code AS code
    FROM claim_diagnosis AS coded
    JOIN measure_event_code AS listed
        ON listed.code_type = coded.diagnosis_code_type || '-category'
        AND listed.code = substring(coded.diagnosis_code, 1, 3)
    WHERE coded.claim_end_date >= $first_date AND coded.claim_start_date <= $last_date
    UNION ALL
    SELECT
        listed.event,
        listed.requirement,
        coded.person_id,
        coded.claim_id,
        coded.data_source,
        0 AS line,
        coded.procedure_sequence AS position,
        coded.procedure_date AS first_date,
        coded.procedure_date AS last_date,
        listed.first_day AS valid_from,
        listed.last_day AS valid_to,
        listed.code_type,
        listed.code
    FROM claim_procedure AS coded
    JOIN measure_event_code AS listed
        ON listed.code_type = coded.procedure_code_type AND listed.code = coded.procedure_code
    WHERE coded.procedure_date BETWEEN $first_date AND $last_date
)
SELECT
    found.event,
    found.requirement,
    found.person_id,
    found.claim_id,
    found.data_source,
    found.line,
    found.position,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), found.first_date) AS INTEGER) AS first_day,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), found.last_date) AS INTEGER) AS last_day,
    coalesce(late.late_day, 0) AS late_day,
    found.code_type,
    found.code
FROM found
LEFT JOIN measure_late_claim AS late ON late.claim_id = found.claim_id AND late.data_source = found.data_source
LEFT JOIN reversed_claim
    ON reversed_claim.claim_id = found.claim_id AND reversed_claim.data_source = found.data_source
LEFT JOIN reversed_line
    ON reversed_line.claim_id = found.claim_id
    AND reversed_line.claim_line_number = found.line
    AND reversed_line.data_source = found.data_source
    AND found.code_type IN ('hcpcs', 'revenue_center', 'place_of_service', 'specialty')
WHERE date_diff('day', CAST('1900-01-01' AS DATE), found.first_date) BETWEEN found.valid_from AND found.valid_to
    AND reversed_claim.claim_id IS NULL
    AND reversed_line.claim_id IS NULL
UNION ALL
SELECT
    listed.event,
    listed.requirement,
    fill.person_id,
    fill.claim_id,
    fill.data_source,
    fill.claim_line_number AS line,
    0 AS position,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), fill.dispensing_date) AS INTEGER) AS first_day,
    CAST(date_diff('day', CAST('1900-01-01' AS DATE), fill.dispensing_date) AS INTEGER) AS last_day,
    CAST(coalesce(date_diff('day', CAST('1900-01-01' AS DATE), fill.paid_date), 0) AS INTEGER) AS late_day,
    listed.code_type,
    listed.code
FROM pharmacy_claim AS fill
JOIN measure_event_code AS listed ON listed.code_type = 'ndc' AND listed.code = fill.ndc_code
LEFT JOIN reversed_fill
    ON reversed_fill.claim_id = fill.claim_id
    AND reversed_fill.claim_line_number = fill.claim_line_number
    AND reversed_fill.data_source = fill.data_source
WHERE reversed_fill.claim_id IS NULL
    AND fill.dispensing_date BETWEEN $first_date AND $last_date
    AND date_diff('day', CAST('1900-01-01' AS DATE), fill.dispensing_date) BETWEEN listed.first_day AND listed.last_day
