-- Grain: one row a file that was read. Inputs: source_file.
-- Columns: file_number INTEGER, name VARCHAR, sha256 VARCHAR, kind VARCHAR, year INTEGER, data_rows BIGINT.
SELECT file_number, name, sha256, kind, year, data_rows
FROM source_file
ORDER BY file_number
