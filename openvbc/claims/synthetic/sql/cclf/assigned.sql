-- Table 1-1 of an assignment list: a row a person, with a flag for each month of the year ($first_day to $last_day).
-- Rule: everybody whose records are delivered and who could be assigned in the year: no month with Part A or Part B
-- alone or in Medicare Advantage, and no clinician chosen outside the organization at the year's beginning. These are more
-- people than CMS would assign, so that what a contract finds among them depends on claims alone. A month has a flag if
-- the person has Parts A and B on its first day: 1 ESRD, 2 disabled, 3 aged with Medicaid, 4 aged without.
WITH month AS (
    SELECT CAST(unnest(generate_series(CAST($first_day AS DATE), CAST($last_day AS DATE), INTERVAL 1 MONTH)) AS DATE)
        AS first_day
),
person_month AS (
    SELECT
        span.*,
        month.first_day,
        CASE
            WHEN span.medicare_status_code IN ('11', '21', '31') THEN 1
            WHEN span.medicare_status_code = '20' THEN 2
            WHEN span.dual_status_code IN ('01', '02', '03', '04', '05', '06', '08') THEN 3
            ELSE 4
        END AS flag
    FROM eligibility AS span
    JOIN chosen_person USING (person_id)
    JOIN month ON month.first_day BETWEEN span.enrollment_start_date AND span.enrollment_end_date
        AND (span.death_date IS NULL OR span.death_date >= month.first_day)
),
choice AS (
    SELECT person_id, organization_id, tin, npi
    FROM provider_designation
    WHERE start_date <= $first_day AND (end_date IS NULL OR end_date >= $first_day)
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY start_date DESC) = 1
)
SELECT
    person_month.person_id AS "BENE_MBI_ID",
    CASE arg_max(sex, first_day) WHEN 'male' THEN '1' ELSE '2' END AS "BENE_SEX_CD",
    arg_max(race, first_day) AS "BENE_RACE_CD",
    strftime(min(birth_date), '%m/%d/%Y') AS "BENE_BRTH_DT",
    coalesce(strftime(CASE WHEN min(death_date) <= $last_day THEN min(death_date) END, '%m/%d/%Y'), '')
        AS "BENE_DEATH_DT",
    arg_max(county_code, first_day) AS "STATE_COUNTY_CD",
    CASE WHEN any_value(choice.person_id) IS NULL THEN '0' ELSE '1' END AS "IN_VA_MAX",
    coalesce(any_value(choice.tin), '') AS "VA_TIN",
    coalesce(any_value(choice.npi), '') AS "VA_NPI",
    '' AS "HCC_VERSION",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 1), 0) AS "EnrollFlag1",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 2), 0) AS "EnrollFlag2",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 3), 0) AS "EnrollFlag3",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 4), 0) AS "EnrollFlag4",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 5), 0) AS "EnrollFlag5",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 6), 0) AS "EnrollFlag6",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 7), 0) AS "EnrollFlag7",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 8), 0) AS "EnrollFlag8",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 9), 0) AS "EnrollFlag9",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 10), 0) AS "EnrollFlag10",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 11), 0) AS "EnrollFlag11",
    coalesce(max(flag) FILTER (WHERE month(first_day) = 12), 0) AS "EnrollFlag12"
FROM person_month
LEFT JOIN choice ON choice.person_id = person_month.person_id
GROUP BY person_month.person_id
HAVING
    bool_and(part_a = '1' AND part_b = '1' AND medicare_advantage = '0')
    AND coalesce(any_value(choice.organization_id), $organization) = $organization
ORDER BY person_month.person_id
