"""Bridges: why a benchmark moved, in bars that add up to the cent."""
