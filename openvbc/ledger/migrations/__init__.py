"""How a ledger's tables came to be, step by step; a ledger that is opened is brought to the newest step."""
