-- Grain: one row a rule set and profile, a kind of person that the model can tell apart.
-- Inputs: risk_person_class, risk_scoring, risk_entitlement_reason, risk_segment
-- Columns: rule_set_id INTEGER, profile BIGINT, segment_id INTEGER, segment VARCHAR, age INTEGER, sex VARCHAR,
--   original_reason_code VARCHAR, benefit VARCHAR, medicaid INTEGER, new_enrollee_medicaid INTEGER, esrd INTEGER,
--   disabled INTEGER, new_enrollee INTEGER, institutional INTEGER, graft_months INTEGER
-- Rule: what the number of the profile was made from (risk_person_class); disabled is whoever is under 65 with an
--   original reason other than age. A person belongs to the first segment of the model, by number, whose conditions
--   fit.
WITH kind AS (
    SELECT DISTINCT risk_scoring.rule_set_id, class.profile, class.graft_months
    FROM (SELECT DISTINCT period_number, profile, graft_months FROM risk_person_class) AS class
    JOIN risk_scoring ON risk_scoring.period_number = class.period_number
),

told AS (
    SELECT
        kind.rule_set_id,
        kind.profile,
        CAST(kind.profile % 200 AS INTEGER) AS age,
        CASE WHEN kind.profile % 400 < 200 THEN '1' ELSE '2' END AS sex,
        kind.profile % 2000 - kind.profile % 400 AS reason,
        CASE kind.profile % 6000 - kind.profile % 2000
            WHEN 4000 THEN 'full'
            WHEN 2000 THEN 'partial'
            ELSE 'none'
        END AS benefit,
        CAST(CASE WHEN kind.profile % 12000 < 6000 THEN 0 ELSE 1 END AS INTEGER) AS medicaid,
        CAST(CASE WHEN kind.profile % 24000 < 12000 THEN 0 ELSE 1 END AS INTEGER) AS new_enrollee_medicaid,
        CAST(CASE WHEN kind.profile % 48000 < 24000 THEN 0 ELSE 1 END AS INTEGER) AS esrd,
        CAST(CASE WHEN kind.profile % 96000 < 48000 THEN 0 ELSE 1 END AS INTEGER) AS new_enrollee,
        CAST(CASE WHEN kind.profile % 192000 < 96000 THEN 0 ELSE 1 END AS INTEGER) AS special_needs_plan,
        CAST(CASE WHEN kind.profile % 384000 < 192000 THEN 0 ELSE 1 END AS INTEGER) AS low_income,
        CAST(CASE WHEN kind.profile % 768000 < 384000 THEN 0 ELSE 1 END AS INTEGER) AS institutional,
        kind.graft_months
    FROM kind
)

SELECT
    told.rule_set_id,
    told.profile,
    segment.segment_id,
    segment.segment,
    told.age,
    told.sex,
    original.reason_code AS original_reason_code,
    told.benefit,
    told.medicaid,
    told.new_enrollee_medicaid,
    told.esrd,
    CAST(CASE WHEN told.age < 65 AND original.age = 0 THEN 1 ELSE 0 END AS INTEGER) AS disabled,
    told.new_enrollee,
    told.institutional,
    told.graft_months
FROM told
JOIN risk_entitlement_reason AS original ON original.reason_number * 400 = told.reason
JOIN risk_segment AS segment
    ON segment.rule_set_id = told.rule_set_id
    AND (segment.esrd = -1 OR segment.esrd = told.esrd)
    AND (segment.new_enrollee = -1 OR segment.new_enrollee = told.new_enrollee)
    AND (segment.special_needs_plan = -1 OR segment.special_needs_plan = told.special_needs_plan)
    AND (segment.low_income = -1 OR segment.low_income = told.low_income)
    AND (segment.institutional = -1 OR segment.institutional = told.institutional)
    AND (segment.benefit = '*' OR segment.benefit = told.benefit)
    AND told.age >= segment.first_age
    AND told.age <= segment.last_age
    AND told.graft_months >= segment.first_graft_month
    AND told.graft_months <= segment.last_graft_month
QUALIFY row_number() OVER (PARTITION BY told.rule_set_id, told.profile ORDER BY segment.segment_id) = 1
