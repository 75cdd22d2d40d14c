"""The claims room: from the files people receive to exact, explained counts.

    tables      the canonical tables: the data dictionary
    readers     one folder a source format: what it reads becomes canonical rows
    project     where loaded tables are kept: Parquet files and a manifest
    engine, sql the queries, and the engines that run them

DuckDB is imported nowhere else. This module imports nothing, so that commands without claims do not pay for it.
"""
