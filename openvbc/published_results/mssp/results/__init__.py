"""Readers of the results files that CMS publishes: one dialect a year, by header name, units checked from the data."""
