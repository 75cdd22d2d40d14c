-- Grain: one row a person of the period who belongs to the organization or stands in the table population_person.
-- Inputs: attribution, attribution_candidate, attribution_window, billing_candidate, population_person; $period,
--     $organization_id
-- Columns: person_id VARCHAR, organization_id VARCHAR, reason VARCHAR, step_name VARCHAR, measure VARCHAR,
--     candidate_kind VARCHAR, candidate_id VARCHAR, allowed_cents BIGINT, visits BIGINT, runner_up_kind VARCHAR,
--     runner_up_id VARCHAR, runner_up_allowed_cents BIGINT, runner_up_visits BIGINT, decided_by VARCHAR,
--     own_rank BIGINT, own_allowed_cents BIGINT, own_visits BIGINT
-- Rule: own_...: what the organization itself has of the services compared at the first step at which it is compared;
--     0 where it is at none.
WITH listed AS (
    SELECT DISTINCT person_id
    FROM population_person
    WHERE period = $period
),
own AS (
    SELECT compared.person, compared.rank, compared.allowed_cents, compared.visits
    FROM attribution_candidate AS compared
    JOIN attribution_window AS span ON span.period_number = compared.period_number
    JOIN (
        SELECT DISTINCT candidate
        FROM billing_candidate
        WHERE candidate_kind = 'organization' AND candidate_id = $organization_id
    ) AS organization ON organization.candidate = compared.candidate
    WHERE span.period = $period
    QUALIFY row_number() OVER (PARTITION BY compared.person ORDER BY compared.step) = 1
)
SELECT
    attribution.person_id,
    attribution.organization_id,
    attribution.reason,
    attribution.step_name,
    attribution.measure,
    attribution.candidate_kind,
    attribution.candidate_id,
    attribution.allowed_cents,
    attribution.visits,
    attribution.runner_up_kind,
    attribution.runner_up_id,
    attribution.runner_up_allowed_cents,
    attribution.runner_up_visits,
    attribution.decided_by,
    coalesce(own.rank, 0) AS own_rank,
    coalesce(own.allowed_cents, 0) AS own_allowed_cents,
    coalesce(own.visits, 0) AS own_visits
FROM attribution
LEFT JOIN listed ON listed.person_id = attribution.person_id
LEFT JOIN own ON own.person = attribution.person
WHERE attribution.period = $period
    AND (attribution.organization_id = $organization_id OR listed.person_id IS NOT NULL)
