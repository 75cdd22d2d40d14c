"""Readers of claims files, one module a source format; each fills the canonical tables of `sql/tables.sql`."""
