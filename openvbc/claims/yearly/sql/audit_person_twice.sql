-- Grain: one row a person who stands more than once in a year's summaries, the first five.
-- Inputs: person_year, source_file. Columns: example VARCHAR, cases BIGINT (all such persons and years).
SELECT
    person_year.person_id || ' in ' || person_year.year || ' (' || count(*) || ' rows; '
        || min(source_file.name) || ', data row ' || min(person_year.source_row) || ')' AS example,
    count(*) OVER () AS cases
FROM person_year
INNER JOIN source_file ON source_file.file_number = person_year.file_number
GROUP BY person_year.person_id, person_year.year
HAVING count(*) > 1
ORDER BY person_year.year, person_year.person_id
LIMIT 5
