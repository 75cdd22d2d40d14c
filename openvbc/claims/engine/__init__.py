"""The engine that counts: static queries of the `sql` folder, run on embedded DuckDB or on an engine users have."""
