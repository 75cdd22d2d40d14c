-- Grain: one row in all.
-- Inputs: reversed_fill
-- Columns: fills BIGINT
-- Rule: lines of pharmacy claims that are no fills because they were paid back, or pay back.
SELECT count(*) AS fills FROM reversed_fill
