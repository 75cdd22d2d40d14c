-- Grain: one row. Inputs: part_year. Columns: cases BIGINT (people and years whose months had to be placed).
SELECT count(*) AS cases FROM part_year
