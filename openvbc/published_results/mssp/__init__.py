"""The Medicare Shared Savings Program's published results, one row an ACO: read, replayed, reported."""
