-- Grain: none. Rule: drop what a load staged, whether it was kept or not.
DROP TABLE IF EXISTS temp.staged_text;
DROP TABLE IF EXISTS temp.staged_person_year;
DROP TABLE IF EXISTS temp.staged_inpatient_segment;
