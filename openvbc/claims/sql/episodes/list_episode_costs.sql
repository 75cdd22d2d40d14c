-- Grain: one row a person, day of service and category of what the provider's episodes of the period cost.
-- Inputs: episode_line, grouped_episode, episode_proration, medical_claim, service_combination, category_rule,
--   service_category; $responsible, $service_date
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
        line.cents,
        row_number() OVER (
            PARTITION BY line.episode, line.claim_id, line.data_source
            ORDER BY line.cents DESC, line.claim_line_number
        ) AS place
    FROM episode_line AS line
    INNER JOIN grouped_episode ON grouped_episode.episode = line.episode
    WHERE grouped_episode.responsible = $responsible AND line.part IN ('anchor', 'post')
),
of_claim AS (
    SELECT DISTINCT claim_id, data_source
    FROM counted
),
combined AS (
    SELECT
        claim.claim_id,
        claim.data_source,
        claim.claim_line_number,
        CASE
            WHEN $service_date = 'claim_start' THEN claim.claim_start_date
            WHEN $service_date = 'claim_end' THEN claim.claim_end_date
            WHEN $service_date = 'line_start' AND claim.claim_type = 'professional'
                THEN coalesce(claim.claim_line_start_date, claim.claim_start_date)
            WHEN $service_date = 'line_start' THEN claim.claim_start_date
            WHEN claim.claim_type = 'professional' THEN coalesce(claim.claim_line_end_date, claim.claim_end_date)
            ELSE claim.claim_end_date
        END AS service_date,
        combination.category_number,
        combination.claim_rule_priority
    FROM medical_claim AS claim
    INNER JOIN of_claim ON of_claim.claim_id = claim.claim_id AND of_claim.data_source = claim.data_source
    INNER JOIN service_combination AS combination
        ON
            combination.claim_type = claim.claim_type
            AND combination.bill_type_code = claim.bill_type_code
            AND combination.source_claim_type_code = claim.source_claim_type_code
            AND combination.revenue_center_code = claim.revenue_center_code
            AND combination.place_of_service_code = claim.place_of_service_code
            AND combination.hcpcs_code = claim.hcpcs_code
            AND combination.drg_code = claim.drg_code
),
whole AS (
    SELECT combined.claim_id, combined.data_source, min(combined.claim_rule_priority) AS priority
    FROM combined
    WHERE combined.claim_rule_priority > 0
    GROUP BY combined.claim_id, combined.data_source
),
priced AS (
    SELECT
        counted.person_id,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), combined.service_date) AS INTEGER) AS service_day,
        coalesce(service_category.category, 'other') AS category,
        counted.cents + coalesce(proration.cents_in - proration.cents, CAST(0 AS BIGINT)) AS cents
    FROM counted
    INNER JOIN combined
        ON
            combined.claim_id = counted.claim_id
            AND combined.data_source = counted.data_source
            AND combined.claim_line_number = counted.claim_line_number
    LEFT JOIN whole ON whole.claim_id = counted.claim_id AND whole.data_source = counted.data_source
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
