"""Contract and figures to a settlement: an evaluated worksheet with inputs, sources, status and fingerprint."""
