-- Which list governs each month, and what it says of each person in it.
-- Rule: of the lists that cover a month, those of the earliest performance year (a closed year is final); among them
-- the benchmark list, then Q4, Q3, Q2, Q1, the initial one; of one list the later delivery. Whom the governing list
-- does not name is not enrolled in that month, whatever other lists say.
CREATE OR REPLACE TEMP TABLE listed AS
SELECT * FROM kept_assigned_person UNION ALL BY NAME SELECT * FROM loaded_assigned_person;

CREATE OR REPLACE TEMP TABLE governed_month AS
WITH lists AS (SELECT DISTINCT organization_id, performance_year, strength, first_month, stamp FROM listed),
months AS (
    SELECT *, CAST(unnest(range(0, 12)) AS INTEGER) AS place FROM lists
)
SELECT
    organization_id, performance_year, strength, first_month, stamp, place + 1 AS place,
    CAST(first_month + to_months(place) AS DATE) AS month_start
FROM months
QUALIFY row_number() OVER (
    PARTITION BY organization_id, first_month + to_months(place)
    ORDER BY performance_year, strength DESC, stamp DESC
) = 1;

CREATE OR REPLACE TEMP TABLE person_month AS
SELECT
    governed.month_start,
    [listed.enrollflag1, listed.enrollflag2, listed.enrollflag3, listed.enrollflag4, listed.enrollflag5,
        listed.enrollflag6, listed.enrollflag7, listed.enrollflag8, listed.enrollflag9, listed.enrollflag10,
        listed.enrollflag11, listed.enrollflag12][governed.place] AS flag,
    listed.* EXCLUDE (enrollflag1, enrollflag2, enrollflag3, enrollflag4, enrollflag5, enrollflag6, enrollflag7,
        enrollflag8, enrollflag9, enrollflag10, enrollflag11, enrollflag12)
FROM governed_month AS governed
INNER JOIN listed USING (organization_id, performance_year, strength, first_month, stamp)
QUALIFY row_number() OVER (
    PARTITION BY governed.month_start, listed.bene_mbi_id ORDER BY listed.source_file, listed.source_row
) = 1;
