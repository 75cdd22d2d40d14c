"""X12 834: who is enrolled, as payers and exchanges send it."""
