-- Grain: that of person_year and inpatient_segment. Inputs: staged_person_year, staged_inpatient_segment.
-- Rule: keep what was staged; claims are then put together anew from all segments (build_inpatient_claims.sql).
INSERT INTO person_year
SELECT * FROM staged_person_year;
INSERT INTO inpatient_segment
SELECT * FROM staged_inpatient_segment;
DELETE FROM inpatient_claim;
