-- Grain: one row a person and member identifier of the enrollment data.
-- Inputs: eligibility
-- Columns: person_id VARCHAR, member_id VARCHAR
-- Rule: a person can have several member identifiers; '' where the source has none.
SELECT DISTINCT person_id, member_id
FROM eligibility
