-- Grain: one row a measure, period, subject and condition about the person or the enrollment that holds.
-- Inputs: measure_leaf, measure_subject, measure_person, calendar_day, coverage_span
-- Columns: measure INTEGER, period VARCHAR, person_id VARCHAR, subject INTEGER, leaf INTEGER
-- Rule: age in completed years on a day; of people born on 29 February it rises on 1 March. Without a birth date no
--     age holds, and none is outside. Enrollment holds if the days of the window without coverage form no more and no
--     longer gaps than are allowed; days before the first and after the last coverage are gaps too.
SELECT subject.measure, subject.period, subject.person_id, subject.subject, leaf.leaf
FROM measure_leaf AS leaf
JOIN measure_subject AS subject ON subject.measure = leaf.measure AND subject.period = leaf.period
JOIN measure_person AS person ON person.period = subject.period AND person.person_id = subject.person_id
LEFT JOIN calendar_day ON calendar_day.day = subject.start_day
WHERE leaf.kind = 'always'
    OR (leaf.kind = 'sex' AND person.sex = leaf.sex)
    OR (
        leaf.kind = 'age'
        AND person.birth_ymd > 0
        AND CASE
            WHEN CASE WHEN leaf.age_ymd = 0 THEN calendar_day.ymd ELSE leaf.age_ymd END - person.birth_ymd
                >= leaf.age_from
                AND CASE WHEN leaf.age_ymd = 0 THEN calendar_day.ymd ELSE leaf.age_ymd END - person.birth_ymd
                < leaf.age_below THEN 0
            ELSE 1
        END = leaf.outside
    )
UNION ALL
SELECT measure, period, person_id, subject, leaf
FROM (
    SELECT
        subject.measure,
        subject.period,
        subject.person_id,
        subject.subject,
        leaf.leaf,
        leaf.most_gaps,
        leaf.most_gap_days,
        stretch.last_day,
        leaf.to_start * subject.start_day + leaf.to_end * subject.end_day + leaf.to_day AS window_last_day,
        greatest(stretch.first_day - greatest(
            stretch.day_after_last,
            leaf.from_start * subject.start_day + leaf.from_end * subject.end_day + leaf.from_day
        ), 0) AS gap_days
    FROM measure_leaf AS leaf
    JOIN measure_subject AS subject ON subject.measure = leaf.measure AND subject.period = leaf.period
    JOIN coverage_span AS stretch
        ON stretch.coverage = leaf.coverage AND stretch.person_id = subject.person_id
    WHERE leaf.kind = 'enrolled'
        AND stretch.last_day >= leaf.from_start * subject.start_day + leaf.from_end * subject.end_day + leaf.from_day
        AND stretch.first_day <= leaf.to_start * subject.start_day + leaf.to_end * subject.end_day + leaf.to_day
) AS covered
GROUP BY measure, period, person_id, subject, leaf, most_gaps, most_gap_days, window_last_day
HAVING sum(CASE WHEN gap_days > 0 THEN 1 ELSE 0 END)
        + CASE WHEN window_last_day > max(last_day) THEN 1 ELSE 0 END <= most_gaps
    AND greatest(max(gap_days), window_last_day - max(last_day)) <= most_gap_days
