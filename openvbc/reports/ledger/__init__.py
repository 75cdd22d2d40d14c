"""Reports of the books: entries, open items, true-ups, the journal."""
