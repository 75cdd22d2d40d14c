"""Whose people and claims count, where the data hold those of several payers or plans."""
