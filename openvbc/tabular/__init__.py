"""Tables in files: how many records one has, counted by its bytes, and the one reader of small tables."""
