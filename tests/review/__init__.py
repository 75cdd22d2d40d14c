"""The review of a contract."""
