"""Reads a payer's own CSV files by a mapping file that says which column feeds what."""
