"""Audits of loaded tables: what is wrong or odd in the data, told before anything is counted from them."""
