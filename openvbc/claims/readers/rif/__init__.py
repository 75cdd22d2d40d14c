"""Reads CMS's Research Identifiable Files (RIF): pipe-delimited, one row a claim line."""
