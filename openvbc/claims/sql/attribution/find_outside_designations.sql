-- Grain: one row a kind of name and name that designations give and no participant has.
-- Inputs: attribution_designation
-- Columns: named_kind VARCHAR, named VARCHAR, people BIGINT
-- Rule: people whose designation in force leads to nobody on the list of participants, in all periods.
SELECT named_kind, named, count(DISTINCT person_id) AS people
FROM attribution_designation
WHERE outcome = 'outside'
GROUP BY named_kind, named
