"""Reads Tuva's claims input layer, versions 0.18 and 1.0, as CSV or Parquet."""
