-- Grain: one row. Inputs: $path and $compression of one delimited file; $delimiter, and how many $delimiters its header
-- has; $quoted: whether quotation marks may stand around values.
-- Columns: lines BIGINT (lines of the file with more or fewer delimiters outside quotation marks).
-- Rule: every line has as many fields as the header. DuckDB's reader forgives one empty field too many at the end of a
-- line, which is what is left when a delimiter stands inside a value and all that follows has moved.
SELECT count(*) AS lines
FROM (
    SELECT CASE WHEN $quoted THEN regexp_replace(line, '"[^"]*"', '', 'g') ELSE line END AS bare
    FROM read_csv(
        $path,
        columns = {'line': 'VARCHAR'},
        compression = $compression,
        header = true,
        auto_detect = false,
        delim = '\x01',
        quote = '',
        escape = '',
        max_line_size = 10000000
    )
    WHERE line <> ''
)
WHERE length(bare) - length(replace(bare, $delimiter, '')) <> $delimiters
