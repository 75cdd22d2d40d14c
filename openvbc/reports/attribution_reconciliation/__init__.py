"""An attribution reconciliation about attributed people: as text, as rows, and for machines. Its reports name people."""
