"""Expenditures counted from claims: categories of service, carve-outs, truncation, and exact totals by population."""
