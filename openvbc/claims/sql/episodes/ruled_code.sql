-- Grain: one row a type of episode and code or setting that a rule of its services names.
-- Inputs: service_combination, episode_service_rule, episode_type_rule
-- Columns: episode_type VARCHAR, code_kind VARCHAR, code VARCHAR, is_included INTEGER, is_excluded INTEGER
-- Rule: rules are held against the codes that stand on claims, not against the lines: there are few of them. A setting
--   is named as it is.
WITH code_found AS (
    SELECT DISTINCT 'hcpcs' AS code_kind, hcpcs_code AS code FROM service_combination
    UNION ALL
    SELECT DISTINCT 'drg' AS code_kind, drg_code AS code FROM service_combination
    UNION ALL
    SELECT DISTINCT code_kind, code_low AS code FROM episode_service_rule WHERE code_kind = 'setting'
)
SELECT
    kind.episode_type,
    code.code_kind,
    code.code,
    max(CASE WHEN code_rule.includes = 1 THEN 1 ELSE 0 END) AS is_included,
    max(CASE WHEN code_rule.includes = 0 THEN 1 ELSE 0 END) AS is_excluded
FROM code_found AS code
INNER JOIN episode_service_rule AS code_rule
    ON code_rule.code_kind = code.code_kind AND code.code BETWEEN code_rule.code_low AND code_rule.code_high
INNER JOIN episode_type_rule AS kind
    ON code_rule.episode_type = '' OR kind.episode_type = code_rule.episode_type
GROUP BY kind.episode_type, code.code_kind, code.code
