-- Grain: one row a population, period and person in it.
-- Inputs: period_key, population_key, person_key, population_rule, population_person, attribution, assignable,
--     residence, period_before, continuing_person
-- Columns: population_id VARCHAR, period VARCHAR, person_id VARCHAR, population_number INTEGER, period_number INTEGER,
--     person BIGINT
-- Rule: attributed: people who belong to the organization. newly, continuing: those of them who did not, or did,
--     belong to it or see it in the period before. elsewhere: enrolled people who do not, whoever has them.
--     assignable: people whom any organization could have. enrolled: people with a month of enrollment. listed: those
--     who are named, without those who belong to organization_id where one is given. Only periods that are counted.
--     With by_county, each county's part of a population is a population too: population_id@county. person is
--     NULL for people who are listed and of whom the data hold nothing.
WITH chosen AS (
    SELECT rule.population_id, attribution.period, attribution.person_id, rule.by_county
    FROM population_rule AS rule
    JOIN attribution ON attribution.organization_id = rule.organization_id
    WHERE rule.kind = 'attributed'
    UNION ALL
    SELECT rule.population_id, attribution.period, attribution.person_id, rule.by_county
    FROM population_rule AS rule
    JOIN attribution ON attribution.organization_id = rule.organization_id
    JOIN period_before ON period_before.period = attribution.period
    LEFT JOIN continuing_person AS before
        ON before.period = attribution.period
        AND before.organization_id = attribution.organization_id
        AND before.person_id = attribution.person_id
    WHERE (rule.kind = 'newly' AND before.person_id IS NULL)
        OR (rule.kind = 'continuing' AND before.person_id IS NOT NULL)
    UNION ALL
    SELECT rule.population_id, residence.period, residence.person_id, rule.by_county
    FROM population_rule AS rule
    CROSS JOIN residence
    LEFT JOIN attribution
        ON attribution.period = residence.period
        AND attribution.person_id = residence.person_id
        AND attribution.organization_id = rule.organization_id
    WHERE rule.kind = 'elsewhere' AND attribution.person_id IS NULL
    UNION ALL
    SELECT rule.population_id, assignable.period, assignable.person_id, rule.by_county
    FROM population_rule AS rule
    CROSS JOIN assignable
    WHERE rule.kind = 'assignable'
    UNION ALL
    SELECT rule.population_id, residence.period, residence.person_id, rule.by_county
    FROM population_rule AS rule
    CROSS JOIN residence
    WHERE rule.kind = 'enrolled'
    UNION ALL
    SELECT rule.population_id, person.period, person.person_id, rule.by_county
    FROM population_rule AS rule
    JOIN population_person AS person ON person.population_id = rule.population_id
    LEFT JOIN attribution
        ON rule.organization_id <> ''
        AND attribution.organization_id = rule.organization_id
        AND attribution.period = person.period
        AND attribution.person_id = person.person_id
    WHERE rule.kind = 'listed' AND attribution.person_id IS NULL
)
SELECT
    population_key.population_id,
    chosen.period,
    chosen.person_id,
    population_key.population_number,
    period_key.period_number,
    person_key.person
FROM chosen
JOIN period_key ON period_key.period = chosen.period
JOIN population_key ON population_key.population_id = chosen.population_id
LEFT JOIN person_key ON person_key.person_id = chosen.person_id
UNION ALL
SELECT
    population_key.population_id,
    chosen.period,
    chosen.person_id,
    population_key.population_number,
    residence.period_number,
    residence.person
FROM chosen
JOIN residence ON residence.period = chosen.period AND residence.person_id = chosen.person_id
JOIN population_key
    ON population_key.whole_id = chosen.population_id
    AND population_key.county_code = residence.county_code
    AND population_key.population_id <> population_key.whole_id
WHERE chosen.by_county = 1
