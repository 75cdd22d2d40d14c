"""Reads CMS's Claim and Claim Line Feed (CCLF): fixed width or CSV, every layout since 2018, netted to final action."""
