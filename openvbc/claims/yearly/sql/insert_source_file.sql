-- Grain: one row a file that was read. Inputs: bound values. Rule: note the file with its digest.
INSERT INTO source_file (file_number, name, sha256, kind, year, data_rows)
VALUES ($file_number, $name, $sha256, $kind, $year, $data_rows)
