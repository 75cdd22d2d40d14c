-- Grain: none yet; empty copies of person_year and inpatient_segment that a load fills before anything is kept.
-- Rule: rows reach the canonical tables only when every file of the folder has been read without a fault.
CREATE OR REPLACE TEMP TABLE staged_person_year AS
SELECT * FROM person_year LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_inpatient_segment AS
SELECT * FROM inpatient_segment LIMIT 0;
