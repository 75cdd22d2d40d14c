"""The reconciliation of a payer's list of people with our attribution: as text, as rows, as JSON. It names people."""
