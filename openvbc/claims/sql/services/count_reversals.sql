-- Grain: one row in all.
-- Inputs: reversed_line, reversed_claim, taken_back_line
-- Columns: lines BIGINT, claims BIGINT, lines_without_service BIGINT
-- Rule: what is no service because it was paid back, or pays back; lines_without_service: lines below zero, with
--   nothing of the same service that they could take back.
SELECT
    (SELECT count(*) FROM reversed_line) AS lines,
    (SELECT count(*) FROM reversed_claim) AS claims,
    (SELECT count(*) FROM taken_back_line WHERE matched = 0) AS lines_without_service
