"""Quality measures counted from claims: definitions as data, value sets as CSV, one set of queries for all of them."""
