-- Rule: a row stands where its resource stands: the number of the row becomes that of the resource's line.
UPDATE staged_text SET source_row = CAST(resource_line AS BIGINT)
