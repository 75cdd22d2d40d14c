"""Reads CMS's assignment list reports (Medicare Shared Savings Program): who is enrolled as what in each month."""
