-- Grain: one row a listed person and span of enrollment that meets the days.
-- Inputs: population_person, eligibility, provider_attribution; $first_date, $last_date
-- Columns: person_id VARCHAR, member_id VARCHAR, subscriber_id VARCHAR, sex VARCHAR, birth_date DATE,
--   death_date DATE, state VARCHAR, zip_code VARCHAR, payer VARCHAR, payer_type VARCHAR, plan VARCHAR, first_date DATE,
--   last_date DATE, npi VARCHAR
-- Rule: the people who stand in population_person. npi: of the clinician whom the payer's attribution names in the
--   latest month of these days that names one; of several the lowest; '' where it names none.
WITH listed AS (
    SELECT DISTINCT person_id
    FROM population_person
),

named AS (
    SELECT person_id, payer_attributed_provider AS npi
    FROM provider_attribution
    WHERE payer_attributed_provider <> ''
        AND year_month BETWEEN EXTRACT(year FROM CAST($first_date AS DATE)) * 100
            + EXTRACT(month FROM CAST($first_date AS DATE))
        AND EXTRACT(year FROM CAST($last_date AS DATE)) * 100 + EXTRACT(month FROM CAST($last_date AS DATE))
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY year_month DESC, payer_attributed_provider) = 1
)

SELECT
    eligibility.person_id,
    eligibility.member_id,
    eligibility.subscriber_id,
    eligibility.sex,
    eligibility.birth_date,
    eligibility.death_date,
    eligibility.state,
    eligibility.zip_code,
    eligibility.payer,
    eligibility.payer_type,
    eligibility.plan,
    eligibility.enrollment_start_date AS first_date,
    eligibility.enrollment_end_date AS last_date,
    coalesce(named.npi, '') AS npi
FROM eligibility
JOIN listed ON listed.person_id = eligibility.person_id
LEFT JOIN named ON named.person_id = eligibility.person_id
WHERE eligibility.enrollment_start_date <= CAST($last_date AS DATE)
    AND eligibility.enrollment_end_date >= CAST($first_date AS DATE)
ORDER BY eligibility.person_id, first_date, eligibility.payer, eligibility.plan
