"""The claims room: readers of claims and enrolment files, audits, and exact counts on embedded DuckDB.

DuckDB is imported nowhere else. This module imports nothing, so that commands without claims do not pay for the
engine; take what is needed from `store`, `readers.desynpuf`, `request`, `count` and `listing`.
"""
