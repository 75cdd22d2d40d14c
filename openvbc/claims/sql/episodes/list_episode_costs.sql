-- Grain: one row a person, day of service and category of what the provider's episodes of the period cost.
-- Inputs: episode_line, grouped_episode, episode_proration, medical_line, claim_key, service_combination,
--   category_rule, service_category; $responsible, $service_date
-- Columns: person_id VARCHAR, service_day INTEGER, category VARCHAR, cents BIGINT
-- Rule: lines of the anchor and of the period after it, dated as $service_date says (see claim_expenditure) and in the
--   category that expenditures put them in, so that they meet the same lines of other contracts. What a claim that ends
--   after the period leaves beyond it is taken off its most costly line. In dollars as they are, before limits.
WITH counted AS (
    SELECT
        line.episode,
        line.claim_id,
        line.data_source,
        line.claim_line_number,
        line.person_id,
        claim_key.claim,
        line.cents,
        row_number() OVER (
            PARTITION BY line.episode, line.claim_id, line.data_source
            ORDER BY line.cents DESC, line.claim_line_number
        ) AS place
    FROM episode_line AS line
    INNER JOIN grouped_episode ON grouped_episode.episode = line.episode
    INNER JOIN claim_key ON claim_key.claim_id = line.claim_id AND claim_key.data_source = line.data_source
    WHERE grouped_episode.responsible = $responsible AND line.part IN ('anchor', 'post')
),
combined AS (
    SELECT
        line.claim,
        line.claim_line_number,
        CASE
            WHEN $service_date = 'claim_start' THEN line.claim_start_date
            WHEN $service_date = 'claim_end' THEN line.claim_end_date
            WHEN $service_date = 'line_start' AND combination.claim_type = 'professional' THEN line.line_start_date
            WHEN $service_date = 'line_start' THEN line.claim_start_date
            WHEN combination.claim_type = 'professional' THEN line.line_end_date
            ELSE line.claim_end_date
        END AS service_date,
        combination.category_number,
        combination.claim_rule_priority
    FROM medical_line AS line
    INNER JOIN service_combination AS combination ON combination.combination = line.combination
    WHERE line.claim IN (SELECT counted.claim FROM counted)
),
whole AS (
    SELECT combined.claim, min(combined.claim_rule_priority) AS priority
    FROM combined
    WHERE combined.claim_rule_priority > 0
    GROUP BY combined.claim
),
priced AS (
    SELECT
        counted.person_id,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), combined.service_date) AS INTEGER) AS service_day,
        coalesce(service_category.category, 'other') AS category,
        counted.cents + coalesce(proration.cents_in - proration.cents, CAST(0 AS BIGINT)) AS cents
    FROM counted
    INNER JOIN combined
        ON combined.claim = counted.claim AND combined.claim_line_number = counted.claim_line_number
    LEFT JOIN whole ON whole.claim = counted.claim
    LEFT JOIN category_rule AS rule ON rule.priority = whole.priority
    LEFT JOIN service_category
        ON service_category.category_number = coalesce(rule.category_number, combined.category_number)
    LEFT JOIN episode_proration AS proration
        ON
            proration.episode = counted.episode
            AND proration.claim_id = counted.claim_id
            AND proration.data_source = counted.data_source
            AND counted.place = 1
)
SELECT
    person_id,
    service_day,
    category,
    CAST(sum(cents) AS BIGINT) AS cents
FROM priced
GROUP BY person_id, service_day, category
ORDER BY person_id, service_day, category
