-- Grain: one row a trigger and code on claims that meets it.
-- Inputs: service_combination, diagnosis_key, episode_trigger
-- Columns: trigger_number INTEGER, code_kind VARCHAR, code VARCHAR
-- Rule: codes of diagnosis-related groups, HCPCS codes and diagnoses that stand on claims, each with the triggers whose
--   range holds it. Ranges are held against codes, not lines, because there are few of them.
WITH code_found AS (
    SELECT DISTINCT 'drg' AS code_kind, drg_code AS code
    FROM service_combination
    WHERE drg_code <> ''
    UNION ALL
    SELECT DISTINCT 'hcpcs' AS code_kind, hcpcs_code AS code
    FROM service_combination
    WHERE hcpcs_code <> ''
    UNION ALL
    SELECT DISTINCT 'diagnosis' AS code_kind, diagnosis_code AS code
    FROM diagnosis_key
)
SELECT
    episode_trigger.trigger_number,
    code_found.code_kind,
    code_found.code
FROM code_found
INNER JOIN episode_trigger
    ON
        episode_trigger.code_kind = code_found.code_kind
        AND code_found.code BETWEEN episode_trigger.code_low AND episode_trigger.code_high
