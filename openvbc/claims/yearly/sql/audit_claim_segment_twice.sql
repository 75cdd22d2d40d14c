-- Grain: one row a claim segment that stands more than once, the first five.
-- Inputs: inpatient_segment, source_file. Columns: example VARCHAR, cases BIGINT (all such segments).
SELECT
    'claim ' || inpatient_segment.claim_id || ' segment ' || inpatient_segment.segment
        || ' of ' || inpatient_segment.person_id || ' (' || count(*) || ' rows; ' || min(source_file.name)
        || ', data row ' || min(inpatient_segment.source_row) || ')' AS example,
    count(*) OVER () AS cases
FROM inpatient_segment
INNER JOIN source_file ON source_file.file_number = inpatient_segment.file_number
GROUP BY inpatient_segment.person_id, inpatient_segment.claim_id, inpatient_segment.segment
HAVING count(*) > 1
ORDER BY inpatient_segment.person_id, inpatient_segment.claim_id, inpatient_segment.segment
LIMIT 5
