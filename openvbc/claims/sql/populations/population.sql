-- Grain: one row a population, period and person in it.
-- Inputs: period_key, population_key, person_key, population_rule, population_person, attribution, assignable,
--     residence, enrollment_combination, period_before, continuing_person
-- Columns: population_number INTEGER, period_number INTEGER, person BIGINT
-- Rule: attributed: people who belong to the organization. newly, continuing: those of them who did not, or did,
--     belong to it or see it in the period before. elsewhere: enrolled people who do not, whoever has them.
--     assignable: people whom any organization could have. enrolled: people with a month of enrollment. listed: those
--     who are named, without those who belong to organization_id where one is given. Only periods that are counted.
--     With by_county, each county's part of a population is a population too: population_id@county. person is
--     NULL for people who are listed and of whom the data hold nothing. Joined as written, largest table first.
WITH chosen AS (
    SELECT whole.population_number, attribution.period_number, attribution.person, rule.by_county
    FROM attribution
    JOIN population_rule AS rule
        ON rule.organization_id = attribution.organization_id AND rule.kind = 'attributed'
    JOIN population_key AS whole
        ON whole.population_id = rule.population_id AND whole.whole_id = rule.population_id
    WHERE attribution.period_number IS NOT NULL
    UNION ALL
    SELECT whole.population_number, attribution.period_number, attribution.person, rule.by_county
    FROM attribution
    JOIN population_rule AS rule
        ON rule.organization_id = attribution.organization_id AND rule.kind IN ('newly', 'continuing')
    JOIN population_key AS whole
        ON whole.population_id = rule.population_id AND whole.whole_id = rule.population_id
    JOIN period_key ON period_key.period_number = attribution.period_number
    JOIN period_before ON period_before.period = period_key.period
    LEFT JOIN continuing_person AS before
        ON before.period_number = attribution.period_number
        AND before.organization_id = attribution.organization_id
        AND before.person = attribution.person
    WHERE (rule.kind = 'newly' AND before.person IS NULL)
        OR (rule.kind = 'continuing' AND before.person IS NOT NULL)
    UNION ALL
    SELECT whole.population_number, residence.period_number, residence.person, rule.by_county
    FROM residence
    JOIN population_rule AS rule ON rule.kind = 'elsewhere'
    JOIN population_key AS whole
        ON whole.population_id = rule.population_id AND whole.whole_id = rule.population_id
    LEFT JOIN (
        SELECT attribution.organization_id, attribution.period_number, attribution.person
        FROM attribution
        JOIN population_rule AS rule
            ON rule.organization_id = attribution.organization_id AND rule.kind = 'elsewhere'
    ) AS own
        ON own.organization_id = rule.organization_id
        AND own.period_number = residence.period_number
        AND own.person = residence.person
    WHERE own.person IS NULL
    UNION ALL
    SELECT whole.population_number, assignable.period_number, assignable.person, rule.by_county
    FROM assignable
    JOIN population_rule AS rule ON rule.kind = 'assignable'
    JOIN population_key AS whole
        ON whole.population_id = rule.population_id AND whole.whole_id = rule.population_id
    WHERE assignable.period_number IS NOT NULL
    UNION ALL
    SELECT whole.population_number, residence.period_number, residence.person, rule.by_county
    FROM residence
    JOIN population_rule AS rule ON rule.kind = 'enrolled'
    JOIN population_key AS whole
        ON whole.population_id = rule.population_id AND whole.whole_id = rule.population_id
    UNION ALL
    SELECT whole.population_number, period_key.period_number, person_key.person, rule.by_county
    FROM population_person AS listed
    JOIN population_rule AS rule ON rule.population_id = listed.population_id AND rule.kind = 'listed'
    JOIN population_key AS whole
        ON whole.population_id = rule.population_id AND whole.whole_id = rule.population_id
    JOIN period_key ON period_key.period = listed.period
    LEFT JOIN person_key ON person_key.person_id = listed.person_id
    LEFT JOIN (
        SELECT attribution.organization_id, attribution.period_number, attribution.person
        FROM attribution
        JOIN population_rule AS rule
            ON rule.organization_id = attribution.organization_id AND rule.kind = 'listed'
        WHERE rule.organization_id <> ''
    ) AS own
        ON own.organization_id = rule.organization_id
        AND own.period_number = period_key.period_number
        AND own.person = person_key.person
    WHERE own.person IS NULL
),
part AS (
    SELECT whole.population_number AS whole_number, said.combination_number, county.population_number
    FROM population_key AS whole
    JOIN population_key AS county ON county.whole_id = whole.population_id
    JOIN enrollment_combination AS said ON said.county_code = county.county_code
    WHERE whole.population_id = whole.whole_id AND county.population_id <> county.whole_id
)
SELECT chosen.population_number, chosen.period_number, chosen.person
FROM chosen
UNION ALL
SELECT part.population_number, chosen.period_number, chosen.person
FROM chosen
JOIN residence ON residence.period_number = chosen.period_number AND residence.person = chosen.person
JOIN part
    ON part.whole_number = chosen.population_number AND part.combination_number = residence.combination_number
WHERE chosen.by_county = 1
