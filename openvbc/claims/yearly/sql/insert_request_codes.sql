-- Grain: one row a code that the contract names. Inputs: $codes, a list; $kind; $count_id. Columns: of request_code.
-- Rule: contract choices enter as rows of a small table; no query's text depends on them.
INSERT INTO request_code (count_id, kind, code)
SELECT $count_id, $kind, unnest($codes)
