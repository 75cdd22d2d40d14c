-- Grain: one row. Inputs: $path and $compression of one delimited file; $commas, how many its header has.
-- Columns: lines BIGINT (lines of the file with more or fewer commas outside quotation marks).
-- Rule: every line has as many fields as the header. DuckDB's reader forgives one empty field too many at the end of a
-- line, which is what is left when a comma stands inside an amount ("1,234.00") and all that follows has moved.
SELECT count(*) AS lines
FROM (
    SELECT regexp_replace(line, '"[^"]*"', '', 'g') AS bare
    FROM read_csv(
        $path,
        columns = {'line': 'VARCHAR'},
        compression = $compression,
        header = true,
        auto_detect = false,
        delim = '\x01',
        quote = '',
        escape = ''
    )
    WHERE line <> ''
)
WHERE length(bare) - length(replace(bare, ',', '')) <> $commas
