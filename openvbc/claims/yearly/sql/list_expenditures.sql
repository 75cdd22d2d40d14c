-- Grain: one row a counted member. Inputs: member_expenditures, attribution, person_year, source_file; $count_id and
-- $category ('inpatient', 'outpatient', 'carrier' or 'all'). Columns: below; the largest amount of the category first.
SELECT
    member.person_id,
    CASE $category
        WHEN 'inpatient' THEN member.inpatient_cents
        WHEN 'outpatient' THEN member.outpatient_cents
        WHEN 'carrier' THEN member.carrier_cents
        ELSE member.inpatient_cents + member.outpatient_cents + member.carrier_cents
    END AS amount_cents,
    member.member_months,
    source_file.name AS file,
    person_year.source_row AS data_row
FROM member_expenditures AS member
INNER JOIN attribution
    ON attribution.count_id = member.count_id AND attribution.person_id = member.person_id
INNER JOIN person_year ON person_year.person_id = member.person_id AND person_year.year = attribution.year
INNER JOIN source_file ON source_file.file_number = person_year.file_number
WHERE member.count_id = $count_id
ORDER BY amount_cents DESC, member.person_id
