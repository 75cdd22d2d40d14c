-- Grain: one row a row of the file. Inputs: typed_rows, checked; $data_source.
INSERT INTO loaded_provider BY NAME
SELECT * EXCLUDE (reversal_told_by), $data_source AS data_source
FROM typed_rows
