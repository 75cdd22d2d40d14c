"""The project folder of a user: Parquet files of the canonical tables, and the manifest that says which hold."""
