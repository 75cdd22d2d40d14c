-- Grain: one row a type of episode and code or setting that its lines have and that a rule names.
-- Inputs: reached_line, episode_service_rule
-- Columns: episode_type VARCHAR, code_kind VARCHAR, code VARCHAR, is_included INTEGER, is_excluded INTEGER
-- Rule: rules are held against the codes of lines that episodes reached, not against the lines: there are few of them.
WITH code_found AS (
    SELECT DISTINCT episode_type, 'hcpcs' AS code_kind, hcpcs_code AS code FROM reached_line
    UNION ALL
    SELECT DISTINCT episode_type, 'drg' AS code_kind, drg_code AS code FROM reached_line
    UNION ALL
    SELECT DISTINCT episode_type, 'setting' AS code_kind, setting AS code FROM reached_line
)
SELECT
    code.episode_type,
    code.code_kind,
    code.code,
    max(CASE WHEN code_rule.includes = 1 THEN 1 ELSE 0 END) AS is_included,
    max(CASE WHEN code_rule.includes = 0 THEN 1 ELSE 0 END) AS is_excluded
FROM code_found AS code
INNER JOIN episode_service_rule AS code_rule
    ON
        code_rule.code_kind = code.code_kind
        AND (code_rule.episode_type = '' OR code_rule.episode_type = code.episode_type)
        AND code.code BETWEEN code_rule.code_low AND code_rule.code_high
GROUP BY code.episode_type, code.code_kind, code.code
