-- Grain: one row a person in the year's summaries whom the count put under $reason ('any' for all people, 'in_area'
-- for all but those outside the area). Inputs: attribution, person_year, source_file; $count_id, $reason.
-- Columns: below; the most member months first.
SELECT
    attribution.person_id,
    attribution.year,
    attribution.reason,
    person_year.state,
    person_year.county,
    person_year.part_a_months,
    person_year.part_b_months,
    person_year.medicare_advantage_months,
    source_file.name AS file,
    person_year.source_row AS data_row
FROM attribution
INNER JOIN person_year
    ON person_year.person_id = attribution.person_id AND person_year.year = attribution.year
INNER JOIN source_file ON source_file.file_number = person_year.file_number
WHERE
    attribution.count_id = $count_id
    AND CASE $reason
        WHEN 'any' THEN true
        WHEN 'in_area' THEN attribution.reason <> 'outside_area'
        ELSE attribution.reason = $reason
    END
ORDER BY attribution.member_months DESC, attribution.person_id
