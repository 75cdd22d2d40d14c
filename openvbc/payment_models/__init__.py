"""One folder a payment model: its rule texts, terms, worksheet, parameters, golden cases and example contracts."""
