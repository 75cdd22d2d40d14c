-- Grain: one row a rule set and profile, a kind of person that the model can tell apart.
-- Inputs: risk_person_class, risk_scoring, risk_segment
-- Columns: rule_set_id INTEGER, profile BIGINT, segment_id INTEGER, segment VARCHAR, age INTEGER, sex VARCHAR,
--   original_reason_code VARCHAR, benefit VARCHAR, medicaid INTEGER, new_enrollee_medicaid INTEGER, esrd INTEGER,
--   disabled INTEGER, new_enrollee INTEGER, institutional INTEGER, graft_months INTEGER
-- Rule: a person belongs to the first segment of the model, by number, whose conditions fit.
WITH kind AS (
    SELECT DISTINCT
        risk_scoring.rule_set_id,
        class.profile,
        class.age,
        class.sex,
        class.original_reason_code,
        class.benefit,
        class.medicaid,
        class.new_enrollee_medicaid,
        class.esrd,
        class.disabled,
        class.new_enrollee,
        class.special_needs_plan,
        class.low_income,
        class.institutional,
        class.graft_months
    FROM risk_person_class AS class
    JOIN risk_scoring ON risk_scoring.period = class.period
)

SELECT
    kind.rule_set_id,
    kind.profile,
    segment.segment_id,
    segment.segment,
    kind.age,
    kind.sex,
    kind.original_reason_code,
    kind.benefit,
    kind.medicaid,
    kind.new_enrollee_medicaid,
    kind.esrd,
    kind.disabled,
    kind.new_enrollee,
    kind.institutional,
    kind.graft_months
FROM kind
JOIN risk_segment AS segment
    ON segment.rule_set_id = kind.rule_set_id
    AND (segment.esrd = -1 OR segment.esrd = kind.esrd)
    AND (segment.new_enrollee = -1 OR segment.new_enrollee = kind.new_enrollee)
    AND (segment.special_needs_plan = -1 OR segment.special_needs_plan = kind.special_needs_plan)
    AND (segment.low_income = -1 OR segment.low_income = kind.low_income)
    AND (segment.institutional = -1 OR segment.institutional = kind.institutional)
    AND (segment.benefit = '*' OR segment.benefit = kind.benefit)
    AND kind.age >= segment.first_age
    AND kind.age <= segment.last_age
    AND kind.graft_months >= segment.first_graft_month
    AND kind.graft_months <= segment.last_graft_month
QUALIFY row_number() OVER (PARTITION BY kind.rule_set_id, kind.profile ORDER BY segment.segment_id) = 1
