-- Grain: one row a claim segment that ends before it begins, the first five.
-- Inputs: inpatient_segment, source_file. Columns: example VARCHAR, cases BIGINT (all such segments).
SELECT
    'claim ' || segment.claim_id || ' of ' || segment.person_id || ', ' || segment.from_date || ' to '
        || segment.through_date || ' (' || source_file.name || ', data row ' || segment.source_row || ')' AS example,
    count(*) OVER () AS cases
FROM inpatient_segment AS segment
INNER JOIN source_file ON source_file.file_number = segment.file_number
WHERE segment.from_date IS NOT NULL AND segment.through_date IS NOT NULL AND segment.through_date < segment.from_date
ORDER BY segment.person_id, segment.claim_id, segment.segment
LIMIT 5
