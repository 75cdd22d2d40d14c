-- Grain: one row a rule set and profile, a kind of person that the model can tell apart.
-- Inputs: risk_person_class, risk_scoring, risk_entitlement_reason, risk_segment
-- Columns: rule_set_id INTEGER, profile BIGINT, segment_id INTEGER, segment VARCHAR, age INTEGER, sex VARCHAR,
--   original_reason_code VARCHAR, benefit VARCHAR, medicaid INTEGER, new_enrollee_medicaid INTEGER, esrd INTEGER,
--   new_enrollee INTEGER, institutional INTEGER, graft_months INTEGER, kind INTEGER
-- Rule: what the number of the profile was made from (risk_person_class). A person belongs to the first segment of the
--   model, by number, whose conditions fit. `kind` is what terms that come from diagnoses ask: the segment's number
--   times 4, plus 2 for the disabled (under 65 with an original reason other than age), plus 1 for all under 65.
WITH seen AS (
    SELECT DISTINCT risk_scoring.rule_set_id, class.profile, class.graft_months
    FROM (SELECT DISTINCT period_number, profile, graft_months FROM risk_person_class) AS class
    JOIN risk_scoring ON risk_scoring.period_number = class.period_number
),

told AS (
    SELECT
        seen.rule_set_id,
        seen.profile,
        CAST(seen.profile % 200 AS INTEGER) AS age,
        CASE WHEN seen.profile % 400 < 200 THEN '1' ELSE '2' END AS sex,
        seen.profile % 2000 - seen.profile % 400 AS reason,
        CASE seen.profile % 6000 - seen.profile % 2000
            WHEN 4000 THEN 'full'
            WHEN 2000 THEN 'partial'
            ELSE 'none'
        END AS benefit,
        CASE WHEN seen.profile % 12000 < 6000 THEN 0 ELSE 1 END AS medicaid,
        CASE WHEN seen.profile % 24000 < 12000 THEN 0 ELSE 1 END AS new_enrollee_medicaid,
        CASE WHEN seen.profile % 48000 < 24000 THEN 0 ELSE 1 END AS esrd,
        CASE WHEN seen.profile % 96000 < 48000 THEN 0 ELSE 1 END AS new_enrollee,
        CASE WHEN seen.profile % 192000 < 96000 THEN 0 ELSE 1 END AS special_needs_plan,
        CASE WHEN seen.profile % 384000 < 192000 THEN 0 ELSE 1 END AS low_income,
        CASE WHEN seen.profile % 768000 < 384000 THEN 0 ELSE 1 END AS institutional,
        seen.graft_months
    FROM seen
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
    told.new_enrollee,
    told.institutional,
    told.graft_months,
    segment.segment_id * 4
    + CASE WHEN told.age >= 65 THEN 0 WHEN original.age = 0 THEN 3 ELSE 1 END AS kind
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
