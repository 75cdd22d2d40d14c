"""Who takes part and what the data hold: the facts behind the checklist of a contract."""
