-- Grain: one row a person of the organization with months that weigh.
-- Inputs: attribution, period_run, risk_period, risk_score; $period, $organization_id, $rule_set, $only_parts_a_and_b
-- Columns: person_id VARCHAR, months BIGINT, covered INTEGER, raw_millionths BIGINT
-- Rule: the person's months that weigh in the mean score, and the raw score by the rule set in millionths. `covered` is
--   0 and the score 0 where the model has no cell for the person, or the data do not say enough to score. With
--   $only_parts_a_and_b = 1 only months with both parts and no Medicare Advantage weigh.
WITH months AS (
    SELECT attribution.person_id, CAST(sum(run.months) AS BIGINT) AS months
    FROM attribution
    JOIN period_run AS run
        ON run.period_number = attribution.period_number
        AND run.person = attribution.person
    WHERE attribution.period = $period
        AND attribution.organization_id = $organization_id
        AND ($only_parts_a_and_b = 0
            OR (run.part_a = 1 AND run.part_b = 1 AND run.medicare_advantage = 0))
    GROUP BY attribution.person_id
)

SELECT
    months.person_id,
    months.months,
    CAST(coalesce(score.covered, 0) AS INTEGER) AS covered,
    CAST(CASE WHEN coalesce(score.covered, 0) = 1 THEN score.raw_millionths ELSE 0 END AS BIGINT) AS raw_millionths
FROM months
JOIN risk_period ON risk_period.weighed_period = $period
LEFT JOIN risk_score AS score
    ON score.period = risk_period.period
    AND score.person_id = months.person_id
    AND score.rule_set = $rule_set
ORDER BY months.person_id
