-- name: numbers_of_segments
-- Rule: a row stands where its segment stands: the number of the row becomes that of the segment.
UPDATE staged_text SET source_row = CAST(segment AS BIGINT)

-- name: keep_notices
-- Grain: one row a coverage of a transaction. Inputs: typed_rows, checked; $data_source.
INSERT INTO loaded_enrollment_notice BY NAME
SELECT
    * EXCLUDE (segment),
    $data_source AS data_source
FROM typed_rows

-- name: net_notices
-- Grain: one row a person, payer, plan, benefit and first day: what the last word on it leaves in force.
-- Inputs: kept_enrollment_notice, loaded_enrollment_notice; $last_day.
-- Rule: coverage is as it was last stated. What ends or deletes it must come later. An end that names the first day
-- ends that coverage; one that names none ends the coverage that began last before it, and what was to begin after it
-- never was; one without a benefit does so with every benefit and plan. Coverage that ends before it begins never was.
CREATE OR REPLACE TEMP TABLE notice AS
SELECT *, row_number() OVER (ORDER BY sent, control_number, source_file, source_row) AS place
FROM (
    SELECT * FROM kept_enrollment_notice
    UNION ALL BY NAME
    SELECT * FROM loaded_enrollment_notice
);

CREATE OR REPLACE TEMP TABLE coverage AS
SELECT
    person_id,
    payer,
    plan,
    benefit,
    start_date,
    min(place) AS first_place,
    max(place) AS last_place
FROM notice
WHERE says = 'stated'
GROUP BY person_id, payer, plan, benefit, start_date;

CREATE OR REPLACE TEMP TABLE coverage_change AS
SELECT
    covered.*,
    notice.place,
    notice.says,
    notice.start_date AS named_start,
    notice.end_date
FROM coverage AS covered
INNER JOIN notice
    ON covered.person_id = notice.person_id
    AND covered.payer = notice.payer
    AND covered.first_place < notice.place
    AND notice.benefit IN ('', covered.benefit)
    AND notice.plan IN ('', covered.plan)
WHERE
    notice.says <> 'stated'
    AND (
        notice.start_date = covered.start_date
        OR (
            notice.start_date IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM coverage AS later
                WHERE
                    later.person_id = covered.person_id
                    AND later.payer = covered.payer
                    AND later.plan = covered.plan
                    AND later.benefit = covered.benefit
                    AND later.start_date > covered.start_date
                    AND later.start_date <= notice.end_date
                    AND later.first_place < notice.place
            )
        )
    );

CREATE OR REPLACE TEMP TABLE in_force AS
WITH last_change AS (
    SELECT *
    FROM coverage_change
    WHERE place > last_place
    QUALIFY row_number() OVER (
        PARTITION BY person_id, payer, plan, benefit, start_date ORDER BY place DESC
    ) = 1
)
SELECT
    notice.* EXCLUDE (end_date),
    CASE
        WHEN last_change.says IS NULL THEN coalesce(notice.end_date, CAST($last_day AS DATE))
        WHEN last_change.says = 'removed' THEN NULL
        WHEN last_change.named_start IS NOT NULL THEN last_change.end_date
        ELSE least(coalesce(notice.end_date, last_change.end_date), last_change.end_date)
    END AS end_date
FROM coverage
INNER JOIN notice ON coverage.last_place = notice.place
LEFT JOIN last_change
    ON coverage.person_id = last_change.person_id
    AND coverage.payer = last_change.payer
    AND coverage.plan = last_change.plan
    AND coverage.benefit = last_change.benefit
    AND coverage.start_date = last_change.start_date

-- name: load_coverage
-- Grain: loaded_eligibility one row a medical span in force; loaded_covered_benefit one row a dental or eye span.
-- Inputs: in_force, notice.
INSERT INTO loaded_eligibility BY NAME
WITH death AS (
    SELECT person_id, max(death_date) AS death_date FROM notice GROUP BY person_id
)
SELECT
    person_id,
    member_id,
    subscriber_id,
    sex,
    birth_date,
    death.death_date,
    start_date AS enrollment_start_date,
    end_date AS enrollment_end_date,
    payer,
    plan,
    group_id,
    state,
    zip_code,
    data_source,
    source_file,
    source_row
FROM in_force
INNER JOIN death USING (person_id)
WHERE benefit = 'medical' AND end_date >= start_date;

INSERT INTO loaded_covered_benefit BY NAME
SELECT
    person_id,
    payer,
    plan,
    benefit,
    '1' AS covered,
    start_date,
    end_date,
    data_source,
    source_file,
    source_row
FROM in_force
WHERE benefit <> 'medical' AND end_date >= start_date

-- name: account_of_notices
-- Grain: one row. What became of all notices, those of earlier loads with them. Inputs: notice, in_force, $last_day.
SELECT
    (SELECT count(*) FROM notice WHERE says = 'stated') AS stated,
    (SELECT count(*) FROM notice WHERE says = 'stated') - (SELECT count(*) FROM in_force) AS stated_again,
    (SELECT count(*) FROM notice WHERE says <> 'stated') AS ended,
    (SELECT count(*) FROM in_force WHERE end_date IS NULL OR end_date < start_date) AS never_in_force,
    (SELECT count(*) FROM in_force WHERE end_date = CAST($last_day AS DATE)) AS without_end

-- name: ends_of_nothing
-- Grain: one row an end or deletion of coverage that no earlier notice stated. Inputs: notice, coverage_change.
SELECT person_id, source_file, source_row
FROM notice
WHERE says <> 'stated' AND place NOT IN (SELECT place FROM coverage_change)
ORDER BY place

-- name: absent_from_full_file
-- Grain: one row a person who is covered on the day of a payer's last full file and not in it, nor in a later one.
-- Inputs: notice, in_force.
WITH full_file AS (
    SELECT payer, max(substr(sent, 1, 8)) AS day FROM notice WHERE states_all = '1' GROUP BY payer
)
SELECT DISTINCT in_force.person_id
FROM in_force
INNER JOIN full_file ON in_force.payer = full_file.payer
WHERE
    in_force.start_date <= strptime(full_file.day, '%Y%m%d')
    AND in_force.end_date >= strptime(full_file.day, '%Y%m%d')
    AND NOT EXISTS (
        SELECT 1
        FROM notice
        WHERE
            notice.person_id = in_force.person_id
            AND notice.payer = in_force.payer
            AND substr(notice.sent, 1, 8) >= full_file.day
    )
ORDER BY in_force.person_id
